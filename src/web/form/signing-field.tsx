// The signing secret: set, replaced or removed, and never shown again.
import { useRef } from 'preact/hooks';
import { Errors, Field } from './fields.tsx';
import { clearErrors, errorsAt } from './form-errors.ts';
import type { JobForm } from './job-form.ts';
import { More } from './more.tsx';
import type { SecretChoice } from './values.ts';

const POINTER = '/signing_secret';
const LABEL = 'Signing secret';
const SECRET_BYTES = 32;

const choices: [SecretChoice, string][] = [
  ['keep', 'Keep the secret that is set'],
  ['set', 'Replace it'],
  ['remove', 'Remove it'],
];

export function SigningField({ form }: { form: JobForm }) {
  const isStored = form.job?.has_signing_secret === true;
  return (
    <More
      form={form}
      pointers={[POINTER]}
      isUsed={isStored || form.source?.has_signing_secret === true}
      title="Signature"
      note="by which the target can tell that a request is yours"
    >
      {isStored && <Choice form={form} />}
      {form.secretChoice.value === 'set' && <SecretField form={form} isStored={isStored} />}
      {form.secretChoice.value === 'remove' && (
        <p class="hint wide">
          Once it is saved, requests bear no signature: the target must not ask for one.
        </p>
      )}
    </More>
  );
}

function Choice({ form }: { form: JobForm }) {
  return (
    <fieldset class="field wide kinds">
      <legend>{LABEL}</legend>
      {choices.map(([name, text]) => (
        <label key={name}>
          <input
            type="radio"
            name="secret"
            checked={form.secretChoice.value === name}
            onChange={() => {
              form.secretChoice.value = name;
              clearErrors(form, POINTER);
            }}
          />
          {text}
        </label>
      ))}
      {form.secretChoice.value !== 'set' && (
        <Errors errors={errorsAt(form, POINTER)} label={LABEL} pointer={POINTER} />
      )}
    </fieldset>
  );
}

function SecretField({ form, isStored }: { form: JobForm; isStored: boolean }) {
  const input = useRef<HTMLInputElement>(null);

  function change(text: string): void {
    form.secret.value = text;
    clearErrors(form, POINTER);
  }

  /** Selected, ready to be copied. */
  function generate(): void {
    const secret = generateSecret();
    change(secret);
    if (!input.current) return;
    // Not only with the next drawing: the focus may be elsewhere by then.
    input.current.value = secret;
    input.current.select();
  }

  return (
    <Field
      form={form}
      pointer={POINTER}
      label={isStored ? 'New signing secret' : `${LABEL} (optional)`}
      class="wide"
      hint={
        <>
          The receiver needs it to check the signatures: copy it now, it is never shown again.
          {form.source?.has_signing_secret &&
            ' The secret of the job that this is a copy of does not come along.'}
          {isStored && ' The old one signs along for 24 hours, until the receiver has the new one.'}
        </>
      }
    >
      {(attributes) => (
        <div class="with-button">
          <input
            {...attributes}
            ref={input}
            class="code"
            placeholder="whsec_…"
            autocomplete="off"
            spellcheck={false}
            value={form.secret.value}
            onInput={(event) => change(event.currentTarget.value)}
          />
          <button type="button" onClick={generate}>
            Generate
          </button>
        </div>
      )}
    </Field>
  );
}

/** As Standard Webhooks writes it. */
function generateSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
