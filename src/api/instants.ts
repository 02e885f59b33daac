// Instants between the contract's text and the store's `Temporal.Instant`.
import { instantText } from '../store/instants.ts';

/** Cut to the millisecond. */
export function parseInstant(text: string | null): Temporal.Instant | null {
  return text === null
    ? null
    : Temporal.Instant.from(text).round({ smallestUnit: 'millisecond', roundingMode: 'floor' });
}

/** RFC 3339 in UTC with milliseconds. */
export function viewInstant(instant: Temporal.Instant): string {
  return instantText(instant);
}

export function viewNullableInstant(instant: Temporal.Instant | null): string | null {
  return instant === null ? null : viewInstant(instant);
}
