// Slim bars at the foot of the page: what an action did, and whether the service can be reached. They move and cover
// nothing: the page scrolls on above them.
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { describeError } from '../api.ts';
import { useKeys } from '../keys/keys.ts';
import { outage } from '../live.ts';
import { ActionButton } from './action-button.tsx';

interface Message {
  text: string;
  link?: { href: string; text: string } | undefined;
  /** Takes back what was done. */
  undo?: (() => Promise<void>) | undefined;
  isError: boolean;
}

const SHOWN_MS = 6_000;
/** Long enough to change one's mind. */
const SHOWN_WITH_UNDO_MS = 12_000;
const message = signal<Message | null>(null);

export function say(text: string, more: Pick<Message, 'link' | 'undo'> = {}): void {
  message.value = { text, isError: false, ...more };
}

/** `what` is what did not happen: `“Nightly” was not paused.` */
export function sayFailure(what: string, error: unknown): void {
  message.value = { text: `${what} ${describeError(error)}`, isError: true };
}

export function Messages() {
  return (
    <div class="messages">
      <div role="status">{message.value && <MessageBar key={message.value} {...message.value} />}</div>
      <div role="alert">{outage.value && <OutageBar {...outage.value} />}</div>
    </div>
  );
}

function MessageBar({ text, link, undo, isError }: Message) {
  const isHeld = useSignal(false);
  useEffect(() => {
    // What went wrong stays until it has been read, and what somebody is at until they are done.
    if (isError || isHeld.value) return undefined;
    const timer = setTimeout(dismiss, undo ? SHOWN_WITH_UNDO_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isHeld.value]);
  const hold = () => {
    isHeld.value = true;
  };
  const release = () => {
    isHeld.value = false;
  };
  return (
    <div
      class={isError ? 'bar bar-error' : 'bar'}
      onMouseEnter={hold}
      onMouseLeave={release}
      onFocusIn={hold}
      onFocusOut={release}
    >
      <p>
        {text} {link && <a href={link.href}>{link.text}</a>}
      </p>
      <div class="actions">
        {undo && <UndoButton undo={undo} />}
        <button type="button" class="plain" onClick={dismiss}>
          Dismiss
        </button>
      </div>
    </div>
  );
}

function UndoButton({ undo }: { undo: () => Promise<void> }) {
  async function takeBack(): Promise<void> {
    const shown = message.peek();
    await undo();
    // It may have had something to say itself.
    if (message.peek() === shown) dismiss();
  }
  useKeys('Message', [{ key: 'z', does: 'Undo', run: () => void takeBack() }]);
  return <ActionButton onAct={takeBack}>Undo</ActionButton>;
}

function OutageBar({ error, lastAnswerAt }: { error: unknown; lastAnswerAt: number | undefined }) {
  const since =
    lastAnswerAt === undefined
      ? ''
      : ` This is what was known at ${new Date(lastAnswerAt).toLocaleTimeString('en-GB')}.`;
  return (
    <div class="bar bar-error">
      <p>
        {describeError(error)}
        {since} Trying again every 2 s.
      </p>
    </div>
  );
}

function dismiss(): void {
  message.value = null;
}
