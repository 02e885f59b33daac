// Texts for a command line.

/** One word of a shell, whatever is in it: within single quotes nothing means anything but the quote itself. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
