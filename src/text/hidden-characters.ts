// Finds and shows characters that make a text look like another one.

/**
 * Controls, line separators, bidirectional controls (Unicode 6.2 of UAX #9) and invisible characters. Joiners stay:
 * scripts and emoji need them.
 */
export const HIDDEN =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
const ALL_HIDDEN = new RegExp(HIDDEN, 'gu');

/** The text with hidden characters as `\u{202e}`; a terminal would execute some, and a reader would not see the others. */
export function showHidden(text: string): string {
  return HIDDEN.test(text) ? text.replaceAll(ALL_HIDDEN, escape) : text;
}

function escape(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
