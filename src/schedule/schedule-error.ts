// The one domain error of this room.

/** A schedule that cannot be accepted. `field` is the field at fault as the API spells it; `message` is for people. */
export class ScheduleError extends Error {
  override readonly name = 'ScheduleError';
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}
