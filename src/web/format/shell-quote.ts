// Quotes text for a shell command.

/** Quotes a text as one shell word. Inside single quotes, only the single quote needs escaping. */
export function quoteShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
