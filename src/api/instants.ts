// Instants between the contract's text and the store's `Temporal.Instant`.

/** Cut to the millisecond. */
export function parseInstant(text: string | null): Temporal.Instant | null {
  return text === null
    ? null
    : Temporal.Instant.from(text).round({ smallestUnit: 'millisecond', roundingMode: 'floor' });
}

/** RFC 3339 in UTC with milliseconds. */
export function viewInstant(instant: Temporal.Instant): string {
  // The same text as Temporal's, in a tenth of the time: a page of a list has some 300.
  return new Date(instant.epochMilliseconds).toISOString();
}

export function viewNullableInstant(instant: Temporal.Instant | null): string | null {
  return instant === null ? null : viewInstant(instant);
}
