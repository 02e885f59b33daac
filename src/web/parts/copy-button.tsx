// Copies a text; where the clipboard is refused, shows it selected, to be copied by hand.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  /** Asked for when the button is pressed. */
  text: () => string;
  /** `Copy the curl command`; the button itself says `Copy`, or `word`. */
  label: string;
  word?: string;
}

const COPIED_MS = 2_000;

export function CopyButton({ text, label, word = 'Copy' }: Props) {
  const isCopied = useSignal(false);
  /** What the browser would not copy. */
  const refused = useSignal<string | null>(null);

  useEffect(() => {
    if (!isCopied.value) return undefined;
    const timer = setTimeout(() => {
      isCopied.value = false;
    }, COPIED_MS);
    return () => clearTimeout(timer);
  }, [isCopied.value]);

  async function copy(): Promise<void> {
    const copied = text();
    refused.value = null;
    try {
      // Absent where the page came over plain HTTP from another machine.
      await navigator.clipboard.writeText(copied);
      isCopied.value = true;
    } catch {
      refused.value = copied;
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
      {refused.value !== null && (
        <ByHand
          text={refused.value}
          onDone={() => {
            refused.value = null;
          }}
        />
      )}
    </span>
  );
}

function ByHand({ text, onDone }: { text: string; onDone: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <label class="copy-by-hand">
      The browser does not let the page copy. It is selected: press Ctrl C or ⌘ C.
      <textarea ref={field} class="code" readOnly rows={2} defaultValue={text} onBlur={onDone} />
    </label>
  );
}
