// The type of a schedule warning.

import type { Suggestion } from './schedule-error.ts';

export interface Warning {
  code:
    | 'every_minute'
    | 'weekday_numbers'
    | 'year_field'
    | 'inverted_offset'
    | 'no_summer_time'
    | 'either_day'
    | 'uneven_step'
    | 'skips_months'
    | 'monthly_clamped'
    | 'rare'
    | 'shifted'
    | 'repeated_time'
    | 'skipped'
    | 'doubled';
  /** One or two sentences. */
  message: string;
  /** The occurrence or clock change that the warning is about. Null if it is about the whole schedule. */
  at: Temporal.Instant | null;
  /** Fields that say what is probably meant. */
  suggestion?: Suggestion | undefined;
}
