// One attempt: its outcome, where its time went, what was sent and what came back.
import type { Attempt } from '../../../client/src/index.ts';
import { formatDuration } from '../format/time.ts';
import { describeTimings } from '../format/words.ts';
import { HeadersList } from '../parts/headers-list.tsx';
import { Exact } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';

interface Props {
  attempt: Attempt;
  title?: string;
}

export function AttemptSection({ attempt, title = `Attempt ${attempt.number}` }: Props) {
  const id = `attempt-${attempt.number}`;
  return (
    <section class="attempt" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <span>
          <Status name={attempt.outcome} /> {attempt.status_code}
        </span>
        {attempt.duration_ms !== null && <span>{formatDuration(attempt.duration_ms)}</span>}
        <span class="muted">
          <Exact at={attempt.started_at} />
        </span>
      </header>
      {attempt.error && (
        <p>
          {attempt.error.message} <code class="muted">{attempt.error.code}</code>
        </p>
      )}
      {attempt.timings && <p class="muted">{describeTimings(attempt.timings)}</p>}
      <div class="exchange">
        {attempt.request && (
          <div>
            <h3>Request</h3>
            <p>
              <code>
                {attempt.request.method} {attempt.request.url}
              </code>
            </p>
            <HeadersList headers={attempt.request.headers} />
            <Body text={attempt.request.body} />
          </div>
        )}
        {attempt.response && (
          <div>
            <h3>Response</h3>
            <p>
              <code>{attempt.status_code}</code>
            </p>
            <HeadersList headers={attempt.response.headers} />
            <Body text={attempt.response.body} isCut={attempt.response.truncated} />
          </div>
        )}
      </div>
    </section>
  );
}

function Body({ text, isCut = false }: { text: string | null; isCut?: boolean }) {
  if (!text) return <p class="muted">No body.</p>;
  return (
    <>
      <pre>{text}</pre>
      {isCut && <p class="muted">The body was longer; this is its beginning.</p>}
    </>
  );
}
