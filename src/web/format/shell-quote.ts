// Quotes text for a shell command.

/** Control and bidirectional characters: a terminal would execute or reorder them when the command is pasted. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const UNSAFE_OR_QUOTED = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\\']/gu;

/** Quotes a text as one shell word; unsafe characters are escaped, as bash and zsh read them in `$'…'`. */
export function quoteShell(text: string): string {
  // A line break within quotes is safe and readable.
  if (!UNSAFE.test(text.replaceAll('\n', ''))) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${text.replace(UNSAFE_OR_QUOTED, escapeCharacter)}'`;
}

function escapeCharacter(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`;
  if (character === '\n') return '\\n';
  return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
}
