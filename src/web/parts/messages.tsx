// Slim bars at the foot of the page: what an action did, and whether the service can be reached. They move nothing.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { describeError } from '../api.ts';
import { outage } from '../live.ts';

interface Message {
  text: string;
  link?: { href: string; text: string };
  isError: boolean;
}

const SHOWN_MS = 6_000;
const message = signal<Message | null>(null);

export function say(text: string, link?: Message['link']): void {
  message.value = { text, isError: false, ...(link && { link }) };
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

function MessageBar({ text, link, isError }: Message) {
  useEffect(() => {
    // What went wrong stays until it has been read.
    if (isError) return;
    const timer = setTimeout(dismiss, SHOWN_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p class={isError ? 'bar bar-error' : 'bar'}>
      <span>
        {text} {link && <a href={link.href}>{link.text}</a>}
      </span>
      <button type="button" class="plain" onClick={dismiss}>
        Dismiss
      </button>
    </p>
  );
}

function OutageBar({ error, lastAnswerAt }: { error: unknown; lastAnswerAt: number | undefined }) {
  const since =
    lastAnswerAt === undefined
      ? ''
      : ` This is what was known at ${new Date(lastAnswerAt).toLocaleTimeString('en-GB')}.`;
  return (
    <p class="bar bar-error">
      {describeError(error)}
      {since} Trying again every 2 s.
    </p>
  );
}

function dismiss(): void {
  message.value = null;
}
