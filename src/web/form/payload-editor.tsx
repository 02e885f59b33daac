// Payload editor: checks the JSON on every keystroke and marks the first error.
import { computed } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { clearErrors, errorsAt } from './field-errors.ts';
import { Field } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { checkJson, type JsonFault } from './json-check.ts';

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

const POINTER = '/payload';
/** Length limit of the marked text, in characters. */
const MAX_MARK_LENGTH = 40;
const placeholders = ['run.id', 'run.scheduled_for', 'run.attempt', 'job.id', 'job.name', 'job.key'];

export function PayloadEditor({ form }: { form: JobForm }) {
  const field = useRef<HTMLTextAreaElement>(null);
  /** Tab indents while the user edits the payload; otherwise it moves the focus as usual. */
  const isEditing = useRef(false);
  const fault = useMemo(() => computed(() => findFault(form.payload.value)), [form]).value;
  const text = form.payload.value;

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
    const check = checkJson(text);
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

  return (
    <Field
      form={form}
      pointer={POINTER}
      label="Payload"
      hint={
        <>
          <JsonStatus form={form} fault={fault} onGo={goToFault} />
          <Placeholders />
        </>
      }
      class="wide payload"
    >
      {(attributes) => (
        <>
          <button
            type="button"
            class="plain format"
            aria-disabled={fault !== null || text.trim() === ''}
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
              onInput={(event) => {
                form.payload.value = event.currentTarget.value;
                isEditing.current = form.payload.value !== '';
                clearErrors(form, POINTER);
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
      )}
    </Field>
  );
}

function findFault(text: string): JsonFault | null {
  if (text.trim() === '') return null;
  const check = checkJson(text);
  return check.isValid ? null : check;
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

interface JsonStatusProps {
  form: JobForm;
  fault: JsonFault | null;
  onGo: () => void;
}

function JsonStatus({ form, fault, onGo }: JsonStatusProps) {
  if (form.payload.value.trim() === '') return <>Any JSON. Leave empty to send no body.</>;
  // A failed save shows the same error above.
  if (errorsAt(form, POINTER).length > 0) return null;
  if (fault === null) return <>Valid JSON.</>;
  return (
    // Incomplete text is not shown as an error while the user types.
    <button
      type="button"
      class={fault.isEnd ? 'fault' : 'fault error'}
      title="Go to the error"
      onClick={onGo}
    >
      Line {fault.line}, column {fault.column}: {fault.problem}.
    </button>
  );
}

function Placeholders() {
  return (
    <span class="templates">
      Placeholders, replaced for each attempt in payload strings and header values:{' '}
      {placeholders.map((name) => (
        <>
          <code>{`{{${name}}}`}</code>{' '}
        </>
      ))}
    </span>
  );
}
