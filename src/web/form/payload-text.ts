// Editing text in a field as its own keystrokes do: what is undone is undone with them.

/** Browsers type a long text slowly, line after line: it is put there at once, and cannot be undone. */
const TYPED_AT_MOST = 4_000;

/** Replaces what is selected. */
export function typeText(field: HTMLTextAreaElement, text: string): void {
  field.focus();
  // Nothing newer keeps the browser's own undo.
  if (text.length <= TYPED_AT_MOST && document.execCommand('insertText', false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** Indents the lines of the selection by two blanks, or takes two of theirs away. */
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

/** A new line begins below where the one before it began, or deeper where something was opened. */
export function breakLine(field: HTMLTextAreaElement): void {
  const before = field.value.slice(0, field.selectionStart);
  const [margin = ''] = /^[ \t]*/.exec(before.slice(before.lastIndexOf('\n') + 1)) ?? [];
  typeText(field, `\n${margin}${/[[{]\s*$/.test(before) ? '  ' : ''}`);
}
