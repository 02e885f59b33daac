// Shows the first run live: status, request, response and links to the next steps.
import { useEffect, useRef } from 'preact/hooks';
import type { Attempt } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatDuration } from '../format/time.ts';
import { NextRun } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';
import { useQuery } from '../query.ts';
import { links } from '../router.ts';
import { Strip } from '../timeline/strip.tsx';
import type { FirstJob } from './first-job.ts';

export function FirstRun({ job, run: started }: FirstJob) {
  const live = useQuery(`run ${started.id}`, () => api.runs.get(started.id), { on: ['runs'] });
  const run = live.data.value;
  const attempt = run?.attempts.at(-1);
  const timeline = useQuery(`timeline ${job.id}`, () => api.jobs.listTimelines([job.id])).data.value?.[0];
  const next = timeline?.next[0];
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div ref={box} class="first-run" tabIndex={-1}>
      <h2 id="first-use">Your first job</h2>
      <p class="prose">
        <a href={links.job(job.id)}>
          <bdi>{job.name}</bdi>
        </a>{' '}
        runs every minute. This is its first run, started manually:
      </p>
      <dl>
        <dt>Status</dt>
        <dd aria-live="polite">
          <Status name={run?.status ?? started.status} />{' '}
          {run?.status === 'succeeded' && typeof attempt?.duration_ms === 'number' && (
            <span class="muted">in {formatDuration(attempt.duration_ms)}</span>
          )}
        </dd>
        <dt>Request</dt>
        <dd>
          <code>
            {job.method} {job.target}
          </code>
        </dd>
        <dt>Response</dt>
        <dd>
          <Response attempt={attempt} />
        </dd>
        <dt>Timeline</dt>
        <dd class="first-strip">
          <Strip timeline={timeline} />
          <span class="muted">
            {next && (
              <>
                next <NextRun at={next} />
              </>
            )}
          </span>
        </dd>
      </dl>
      <div class="actions">
        <a class="button" href={links.run(started.id)}>
          See the run
        </a>
        <a class="button" href={links.job(job.id)}>
          See the job
        </a>
        <a class="button primary" href={links.newJob}>
          Create your own
        </a>
      </div>
    </div>
  );
}

function Response({ attempt }: { attempt: Attempt | undefined }) {
  if (attempt?.error) return <>{attempt.error.message}</>;
  if (!attempt?.response) return <span class="muted">none yet</span>;
  return (
    <code>
      {attempt.status_code} {attempt.response.body}
    </code>
  );
}
