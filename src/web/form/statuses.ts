// Statuses that are a success, as text: `2xx, 404`.

/** As they are typed: commas, blanks or both between them. */
export function parseStatuses(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((status) => status !== '');
}

export function writeStatuses(statuses: readonly string[]): string {
  return statuses.join(', ');
}
