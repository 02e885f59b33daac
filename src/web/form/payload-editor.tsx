// Payload editor: checks the JSON on every keystroke and marks the first error.
import { computed } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Field } from './fields.tsx';
import { clearErrors, errorsAt, type JobForm } from './job-form.ts';
import { checkJson, type JsonCheck, loadJsonCheck } from './json-check.ts';
import type { JsonFault } from './json-fault.ts';

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
  const check = useMemo(() => computed(() => checkPayload(form.payload.value)), [form]).value;
  const fault = check.isValid ? null : check.fault;
  const text = form.payload.value;
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

  return (
    <Field
      form={form}
      pointer={POINTER}
      label="Payload"
      hint={
        <>
          <JsonStatus form={form} check={check} onGo={goToFault} />
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

interface JsonStatusProps {
  form: JobForm;
  check: JsonCheck;
  onGo: () => void;
}

function JsonStatus({ form, check, onGo }: JsonStatusProps) {
  if (form.payload.value.trim() === '') return <>Any JSON. Leave empty to send no body.</>;
  // A failed save shows the same error above.
  if (errorsAt(form, POINTER).length > 0) return null;
  if (check.isValid) return <>Valid JSON.</>;
  return (
    // Incomplete text is not shown as an error while the user types.
    <button
      type="button"
      class={check.fault?.isEnd ? 'fault' : 'fault error'}
      title="Go to the error"
      onClick={onGo}
    >
      {check.message}
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
