// One thing that may surprise whoever wrote a schedule.

export interface Warning {
  code:
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
  /** The occurrence, or the clock change, that it is about; null where it is about the schedule as a whole. */
  at: Temporal.Instant | null;
}
