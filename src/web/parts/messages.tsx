// Message bars at the bottom of the page (results of actions, outages), and quoted user text.
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { describeError } from '../api.ts';
import { outage } from '../connection.ts';
import { useKeys } from '../keys/keys.ts';
import { ActionButton } from './action-button.tsx';

interface Message {
  text: string;
  link?: { href: string; text: string } | undefined;
  /** Reverts the action. */
  undo?: (() => Promise<void>) | undefined;
  isError: boolean;
}

const SHOWN_MS = 6_000;
const SHOWN_WITH_UNDO_MS = 12_000;
const message = signal<Message | null>(null);

export type MessageOptions = Pick<Message, 'link' | 'undo'>;

export function showMessage(text: string, more: MessageOptions = {}): void {
  message.value = { text, isError: false, ...more };
}

/** `what` names the failed action: `“Nightly” was not paused.`; `error` is undefined if `what` says the reason. */
export function showFailure(what: string, error?: unknown): void {
  message.value = { text: error === undefined ? what : `${what} ${describeError(error)}`, isError: true };
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
  const isInUse = useSignal(false);
  useEffect(() => {
    // Keep errors until dismissed, and any message while it has the pointer or the focus.
    if (isError || isInUse.value) return undefined;
    const timer = setTimeout(dismiss, undo ? SHOWN_WITH_UNDO_MS : SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isInUse.value]);
  const keep = () => {
    isInUse.value = true;
  };
  const release = () => {
    isInUse.value = false;
  };
  return (
    <div
      class={isError ? 'bar bar-error' : 'bar'}
      onMouseEnter={keep}
      onMouseLeave={release}
      onFocusIn={keep}
      onFocusOut={release}
    >
      <p>
        <Quoted text={text} /> {link && <a href={link.href}>{link.text}</a>}
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
  async function run(): Promise<void> {
    const shown = message.peek();
    await undo();
    // Keep a message that the undo action showed.
    if (message.peek() === shown) dismiss();
  }
  useKeys('Message', [{ key: 'z', does: 'Undo', run: () => void run() }]);
  return <ActionButton onAct={run}>Undo</ActionButton>;
}

function OutageBar({ error, lastAnswerAt }: { error: unknown; lastAnswerAt: number | undefined }) {
  const age =
    lastAnswerAt === undefined
      ? ''
      : ` Showing data from ${new Date(lastAnswerAt).toLocaleTimeString('en-GB')}.`;
  return (
    <div class="bar bar-error">
      <p>
        {describeError(error)}
        {age} Retrying every 2 s.
      </p>
    </div>
  );
}

function dismiss(): void {
  message.value = null;
}

/** Isolates the text in “quotation marks”: a name with right-to-left letters must not reorder the words after it. */
export function Quoted({ text }: { text: string }) {
  return (
    <>
      {text
        .split(/(“[^“”]*”)/)
        .map((part, index) => (index % 2 === 1 ? <bdi key={index}>{part}</bdi> : part))}
    </>
  );
}
