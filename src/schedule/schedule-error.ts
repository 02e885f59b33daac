// The error for invalid schedules.

/** An invalid schedule. `field` is the name of the invalid field in the API; `message` says why it is invalid. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}
