// Field for setting, replacing or removing the signing secret, which is never shown again.
import { useRef } from 'preact/hooks';
import { FoldedFields } from './control-group.tsx';
import { Errors, Field } from './fields.tsx';
import type { SecretChoice } from './form-fields.ts';
import { clearErrors, errorsAt, type JobForm } from './job-form.ts';

const POINTER = '/signing_secret';
const LABEL = 'Signing secret';
const SECRET_BYTES = 32;

const choices: [SecretChoice, string][] = [
  ['keep', 'Keep the stored secret'],
  ['set', 'Replace the secret'],
  ['remove', 'Remove the secret'],
];

export function SigningField({ form }: { form: JobForm }) {
  const isStored = form.job?.has_signing_secret === true;
  return (
    <FoldedFields
      form={form}
      pointers={[POINTER]}
      isUsed={isStored || form.source?.has_signing_secret === true}
      title="Signing"
      note="lets the target verify requests"
    >
      {isStored && <SecretChoices form={form} />}
      {form.secretChoice.value === 'set' && <SecretField form={form} isStored={isStored} />}
      {form.secretChoice.value === 'remove' && (
        <p class="hint wide">
          After saving, requests are not signed. Turn off verification in the target first.
        </p>
      )}
    </FoldedFields>
  );
}

function SecretChoices({ form }: { form: JobForm }) {
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

  /** Selects the new secret, ready to copy. */
  function generate(): void {
    const secret = generateSecret();
    change(secret);
    if (!input.current) return;
    // Set the value now: by the next render the focus may be elsewhere.
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
          The target needs this secret to verify signatures. Copy it now: it is not shown again.
          {form.source?.has_signing_secret && ' The secret of the original job is not copied.'}
          {isStored && ' For 24 hours, requests are also signed with the old secret.'}
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

/** In the format of Standard Webhooks. */
function generateSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(SECRET_BYTES));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
