// Edits the text of a field like keystrokes do, so that the browser's undo works.

/** In characters. Browsers insert longer text slowly, so it replaces the selection directly and cannot be undone. */
const MAX_TYPED_LENGTH = 4_000;

/** Replaces the selection. */
export function typeText(field: HTMLTextAreaElement, text: string): void {
  field.focus();
  // Deprecated, but the only way that keeps the browser's undo.
  if (text.length <= MAX_TYPED_LENGTH && document.execCommand('insertText', false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** Indents the selected lines by two spaces, or removes two spaces. */
export function indent(field: HTMLTextAreaElement, isBack: boolean): void {
  const { value, selectionStart, selectionEnd } = field;
  if (!isBack && selectionStart === selectionEnd) return typeText(field, '  ');
  const from = value.lastIndexOf('\n', selectionStart - 1) + 1;
  const lines = value.slice(from, selectionEnd).split('\n');
  const text = lines.map((line) => (isBack ? line.replace(/^ {1,2}/, '') : `  ${line}`)).join('\n');
  if (text === lines.join('\n')) return;
  field.setSelectionRange(from, selectionEnd);
  typeText(field, text);
  field.setSelectionRange(lines.length > 1 ? from : from + text.length, from + text.length);
}

/** Inserts a line break with the indentation of the current line, deeper after an opening bracket. */
export function breakLine(field: HTMLTextAreaElement): void {
  const before = field.value.slice(0, field.selectionStart);
  const [indentation = ''] = /^[ \t]*/.exec(before.slice(before.lastIndexOf('\n') + 1)) ?? [];
  typeText(field, `\n${indentation}${/[[{]\s*$/.test(before) ? '  ' : ''}`);
}
