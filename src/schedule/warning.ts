// The type of a schedule warning.

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
  /** The occurrence or clock change that the warning is about. Null if it is about the whole schedule. */
  at: Temporal.Instant | null;
}
