// Converts instants between the text of the API and `Temporal.Instant`.

/** Truncated to the millisecond. */
export function parseInstant(text: string | null): Temporal.Instant | null {
  return text === null
    ? null
    : Temporal.Instant.from(text).round({ smallestUnit: 'millisecond', roundingMode: 'floor' });
}

/** RFC 3339 in UTC with milliseconds. */
export { instantText as viewInstant, nullableInstantText as viewNullableInstant } from '../store/instants.ts';
