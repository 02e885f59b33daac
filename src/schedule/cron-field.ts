// The type of a cron field: its name, range and the names of its values.

export interface Field {
  /** The name of the field in cron-parser. */
  key: 'second' | 'minute' | 'hour' | 'dayOfMonth' | 'month' | 'dayOfWeek';
  title: string;
  min: number;
  max: number;
  /** Number of distinct values (Sunday is both 0 and 7), and the largest valid step. */
  size: number;
  /** Names of the values; the first one stands for `min`. */
  names: readonly string[];
}
