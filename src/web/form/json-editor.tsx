// Editor of a JSON text: checks the text on every keystroke and marks the first error.
import { type Signal, signal, useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { JsonFault } from './json-fault.ts';

type JsonCheck =
  | { isValid: true; value: unknown }
  /** `fault` is null until the script is loaded. */
  | { isValid: false; fault: JsonFault | null; message: string };

const finder = signal<((text: string) => JsonFault | null) | undefined>(undefined);

/** Without the script, a message names no place, and numbers of too many digits are accepted. */
async function loadJsonCheck(): Promise<void> {
  const script = await import('./json-fault.ts').catch(() => undefined);
  finder.value ??= script?.findJsonFault;
}

/** Subscribes the calling component to the script. */
export function checkJson(text: string): JsonCheck {
  const fault = finder.value?.(text) ?? null;
  if (fault)
    return {
      isValid: false,
      fault,
      message: `Line ${fault.line}, column ${fault.column}: ${fault.problem}.`,
    };
  try {
    return { isValid: true, value: JSON.parse(text) as unknown };
  } catch {
    return { isValid: false, fault, message: 'This is not valid JSON.' };
  }
}

/** In characters. Browsers insert longer text slowly, so it replaces the selection directly and cannot be undone. */
const MAX_TYPED_LENGTH = 4_000;

/** Replaces the selection. */
function typeText(field: HTMLTextAreaElement, text: string): void {
  field.focus();
  // Deprecated, but the only way that keeps the browser's undo.
  if (text.length <= MAX_TYPED_LENGTH && document.execCommand('insertText', false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end');
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

/** Indents the selected lines by two spaces, or removes two spaces. */
function indent(field: HTMLTextAreaElement, isBack: boolean): void {
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
function breakLine(field: HTMLTextAreaElement): void {
  const before = field.value.slice(0, field.selectionStart);
  const [indentation = ''] = /^[ \t]*/.exec(before.slice(before.lastIndexOf('\n') + 1)) ?? [];
  typeText(field, `\n${indentation}${/[[{]\s*$/.test(before) ? '  ' : ''}`);
}

/** Length limit of the marked text, in characters. */
const MAX_MARK_LENGTH = 40;

interface Attributes {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string;
}

interface JsonEditor {
  check: JsonCheck;
  /** The text area, with the button that formats the text. */
  draw: (attributes: Attributes) => ComponentChildren;
  /** The result of the check, for the hint of the field. */
  status: ComponentChildren;
}

/** Edits the text of a payload; an empty text means no payload. */
export function useJsonEditor(value: Signal<string>, onChange: () => void): JsonEditor {
  const field = useRef<HTMLTextAreaElement>(null);
  /** Tab indents while the user edits the text; otherwise it moves the focus as usual. */
  const isEditing = useRef(false);
  const check = useComputed(() => checkPayload(value.value)).value;
  const fault = check.isValid ? null : check.fault;
  const text = value.value;
  useEffect(() => {
    if (!check.isValid) void loadJsonCheck();
  }, [check.isValid]);

  function onKeyDown(event: KeyboardEvent): void {
    const area = field.current!;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (event.key === 'Escape' && isEditing.current && text !== '') {
      isEditing.current = false;
      event.preventDefault();
    } else if (event.key === 'Tab' && isPlain && isEditing.current) {
      event.preventDefault();
      indent(area, event.shiftKey);
    } else if (event.key === 'Enter' && isPlain) {
      event.preventDefault();
      breakLine(area);
    }
    if (event.key.startsWith('Arrow')) isEditing.current = text !== '';
  }

  function format(): void {
    if (!check.isValid) return;
    field.current!.select();
    typeText(field.current!, JSON.stringify(check.value, null, 2));
    isEditing.current = true;
  }

  function goToFault(): void {
    field.current?.focus();
    if (fault) field.current?.setSelectionRange(fault.at, fault.at + 1);
    isEditing.current = true;
  }

  const draw = (attributes: Attributes) => (
    <>
      <button
        type="button"
        class="plain format"
        aria-disabled={!check.isValid || text.trim() === ''}
        onClick={format}
      >
        Format
      </button>
      <div class="editor">
        <ErrorMark text={text} fault={fault} />
        <textarea
          {...attributes}
          ref={field}
          class="code"
          spellcheck={false}
          autocapitalize="off"
          placeholder={'{ "message": "Hello, world!" }'}
          value={text}
          onFocus={() => void loadJsonCheck()}
          onInput={(event) => {
            value.value = event.currentTarget.value;
            isEditing.current = value.value !== '';
            onChange();
          }}
          onKeyDown={onKeyDown}
          onPointerDown={() => {
            isEditing.current = text !== '';
          }}
          onBlur={() => {
            isEditing.current = false;
          }}
        />
      </div>
    </>
  );
  const status = check.isValid ? (
    text.trim() === '' ? (
      'Any JSON. Leave empty to send no body.'
    ) : (
      'Valid JSON.'
    )
  ) : (
    // Incomplete text is not shown as an error while the user types.
    <button
      type="button"
      class={fault?.isEnd ? 'fault' : 'fault error'}
      title="Go to the error"
      onClick={goToFault}
    >
      {check.message}
    </button>
  );
  return { check, draw, status };
}

/** An empty payload sends no body. */
function checkPayload(text: string): JsonCheck {
  return text.trim() === '' ? { isValid: true, value: null } : checkJson(text);
}

/** A copy of the text behind the text area: sets the height of the area and marks the error. */
function ErrorMark({ text, fault }: { text: string; fault: JsonFault | null }) {
  const at = fault?.at ?? text.length;
  const [word = ' '] = /^([\p{L}\d_$.+-]+|.|\n)/u.exec(text.slice(at, at + MAX_MARK_LENGTH)) ?? [];
  return (
    <pre aria-hidden="true">
      {text.slice(0, at)}
      {fault && <mark class={fault.isEnd ? 'unfinished' : undefined}>{word === '\n' ? ' \n' : word}</mark>}
      {text.slice(at + word.length)}
      {'\n'}
    </pre>
  );
}
