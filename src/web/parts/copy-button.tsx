// Button that copies a text, and a code block with it; without clipboard access it selects the text.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  /** Called when the button is pressed. */
  text: () => string;
  /** Accessible name, such as `Copy the curl command`. The button shows `word`. */
  label: string;
  word?: string;
}

const COPIED_MS = 2_000;

export function CopyButton({ text, label, word = 'Copy' }: Props) {
  const isCopied = useSignal(false);
  /** Text that the browser did not copy. */
  const uncopied = useSignal<string | null>(null);

  useEffect(() => {
    if (!isCopied.value) return undefined;
    const timer = setTimeout(() => {
      isCopied.value = false;
    }, COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied.value]);

  async function copy(): Promise<void> {
    const content = text();
    uncopied.value = null;
    try {
      // Fails on pages served over plain HTTP by another machine: there is no clipboard.
      await navigator.clipboard.writeText(content);
      isCopied.value = true;
    } catch {
      uncopied.value = content;
    }
  }

  return (
    <span class="copy">
      <button type="button" class="copy-button" aria-label={label} title={label} onClick={copy}>
        {isCopied.value ? 'Copied' : word}
      </button>
      <span class="unseen" role="status">
        {isCopied.value ? 'Copied.' : ''}
      </span>
      {uncopied.value !== null && (
        <ManualCopy
          text={uncopied.value}
          onDone={() => {
            uncopied.value = null;
          }}
        />
      )}
    </span>
  );
}

function ManualCopy({ text, onDone }: { text: string; onDone: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <label class="copy-by-hand">
      The browser blocked copying. The text is selected: press Ctrl + C or ⌘ C.
      <textarea ref={field} class="code" readOnly rows={2} defaultValue={text} onBlur={onDone} />
    </label>
  );
}

interface CopyableCodeProps {
  title: string;
  text: string;
  /** Accessible name of the button. */
  label: string;
}

/** Code block with a button that copies the code. */
export function CopyableCode({ title, text, label }: CopyableCodeProps) {
  return (
    <figure class="copyable-code">
      <figcaption>
        {title}
        <CopyButton text={() => text} label={label} />
      </figcaption>
      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}
