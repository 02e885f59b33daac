// The units of the interval of a recurring schedule.

export type Interval = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
