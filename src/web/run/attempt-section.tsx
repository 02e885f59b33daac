// One attempt: its outcome, where its time went, what was sent and what came back.
import type { Attempt } from '../../../client/src/index.ts';
import { formatDuration } from '../format/time.ts';
import { Exact } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';
import { Exchange } from './exchange.tsx';
import { Waterfall } from './waterfall.tsx';

interface Props {
  attempt: Attempt;
  title?: string;
  /** Whether it begins folded; undefined: it cannot be. */
  isFolded?: boolean | undefined;
}

export function AttemptSection({ attempt, title = `Attempt ${attempt.number}`, isFolded }: Props) {
  const id = `attempt-${attempt.number}`;
  const head = <Head id={id} title={title} attempt={attempt} />;
  const body = <Details attempt={attempt} />;
  return (
    <section class="attempt" aria-labelledby={id}>
      {isFolded === undefined ? (
        <>
          <header>{head}</header>
          {body}
        </>
      ) : (
        <details open={!isFolded}>
          <summary>{head}</summary>
          {body}
        </details>
      )}
    </section>
  );
}

/** Unfolds it, and brings it into view. */
export function showAttempt(number: number): void {
  const details = document.getElementById(`attempt-${number}`)?.closest('details');
  if (!details) return;
  details.open = true;
  details.querySelector('summary')?.focus({ preventScroll: true });
  details.scrollIntoView({ block: 'nearest' });
}

function Head({ id, title, attempt }: { id: string; title: string; attempt: Attempt }) {
  return (
    <>
      <h2 id={id}>{title}</h2>
      <span>
        <Status name={attempt.outcome} /> {attempt.status_code}
      </span>
      {attempt.duration_ms !== null && <span>{formatDuration(attempt.duration_ms)}</span>}
      <span class="muted">
        <Exact at={attempt.started_at} />
      </span>
    </>
  );
}

function Details({ attempt }: { attempt: Attempt }) {
  return (
    <div class="attempt-body">
      {attempt.error && (
        <p>
          {attempt.error.message} <code class="muted">{attempt.error.code}</code>
        </p>
      )}
      <Waterfall attempt={attempt} />
      <Exchange attempt={attempt} />
    </div>
  );
}
