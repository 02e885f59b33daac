// The payload: JSON, checked with every keystroke and marked where it is wrong.
import { computed } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { Field } from './fields.tsx';
import { clearErrors, errorsAt } from './form-errors.ts';
import type { JobForm } from './job-form.ts';
import { checkJson, type JsonFault } from './json-check.ts';
import { breakLine, indent, typeText } from './payload-text.ts';

const POINTER = '/payload';
/** Of what is marked, in characters. */
const LONGEST = 40;
const templates = ['run.id', 'run.scheduled_for', 'run.attempt', 'job.id', 'job.name', 'job.key'];

export function PayloadEditor({ form }: { form: JobForm }) {
  const field = useRef<HTMLTextAreaElement>(null);
  /** Tab indents for whoever edits, and leads on for whoever only passes by. */
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
          <Verdict form={form} fault={fault} onGo={goToFault} />
          <Templates />
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
            <Marks text={text} fault={fault} />
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

/** Behind the field, letter for letter: it gives the field its height and shows through where something is wrong. */
function Marks({ text, fault }: { text: string; fault: JsonFault | null }) {
  const at = fault?.at ?? text.length;
  const [word = ' '] = /^([\p{L}\d_$.+-]+|.|\n)/u.exec(text.slice(at, at + LONGEST)) ?? [];
  return (
    <pre aria-hidden="true">
      {text.slice(0, at)}
      {fault && <mark class={fault.isEnd ? 'unfinished' : undefined}>{word === '\n' ? ' \n' : word}</mark>}
      {text.slice(at + word.length)}
      {'\n'}
    </pre>
  );
}

interface VerdictProps {
  form: JobForm;
  fault: JsonFault | null;
  onGo: () => void;
}

function Verdict({ form, fault, onGo }: VerdictProps) {
  if (form.payload.value.trim() === '') return <>Any JSON. Empty: the request has no body.</>;
  // After a refused save the same is said as an error already.
  if (errorsAt(form, POINTER).length > 0) return null;
  if (fault === null) return <>This is valid JSON.</>;
  return (
    // Whoever is still typing has not done anything wrong yet.
    <button type="button" class={fault.isEnd ? 'fault' : 'fault error'} title="Go there" onClick={onGo}>
      Line {fault.line}, column {fault.column}: {fault.problem}.
    </button>
  );
}

function Templates() {
  return (
    <span class="templates">
      Filled in for each attempt, in strings here and in values of headers:{' '}
      {templates.map((name) => (
        <>
          <code>{`{{${name}}}`}</code>{' '}
        </>
      ))}
    </span>
  );
}
