// Parses and writes the success statuses as text: `2xx, 404`.

/** Accepts commas, semicolons and spaces as separators. */
export function parseStatuses(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter((status) => status !== '');
}

export function writeStatuses(statuses: readonly string[]): string {
  return statuses.join(', ');
}
