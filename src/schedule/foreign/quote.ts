// Quotes a user's text in a message.

const QUOTED_AT_MOST = 60;

/** Text of a user in quotation marks, shortened, on one line. */
export function quote(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return `"${line.length > QUOTED_AT_MOST ? `${line.slice(0, QUOTED_AT_MOST - 1)}…` : line}"`;
}
