// The section of one attempt: outcome, timings, request and response.
import type { Attempt } from '../../../client/src/index.ts';
import { formatDuration } from '../format/time.ts';
import { ExactTime } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';
import { Exchange } from './exchange.tsx';
import { Waterfall } from './waterfall.tsx';

interface Props {
  attempt: Attempt;
  title?: string;
  /** Whether the section is collapsed at first; undefined for a section that cannot be collapsed. */
  isCollapsed?: boolean | undefined;
}

export function AttemptSection({ attempt, title = `Attempt ${attempt.number}`, isCollapsed }: Props) {
  const id = `attempt-${attempt.number}`;
  const head = <Head id={id} title={title} attempt={attempt} />;
  const body = <Details attempt={attempt} />;
  return (
    <section class="attempt" aria-labelledby={id}>
      {isCollapsed === undefined ? (
        <>
          <header>{head}</header>
          {body}
        </>
      ) : (
        <details open={!isCollapsed}>
          <summary>{head}</summary>
          {body}
        </details>
      )}
    </section>
  );
}

/** Expands the attempt's section and scrolls it into view. */
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
        <ExactTime at={attempt.started_at} />
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
