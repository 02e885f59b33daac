// The definition of a job as a list of fields.
import type { Job } from '../../../client/src/index.ts';
import { formatDaysOff } from '../format/days.ts';
import { ScheduleWords } from '../format/schedule.tsx';
import { formatCount, formatSeconds } from '../format/time.ts';
import {
  describeCatchUp,
  describeFailures,
  describeOverlap,
  describeRetry,
  describeSuccess,
} from '../format/words.ts';
import { Fact, Facts } from '../parts/facts.tsx';
import { HeadersList } from '../parts/headers-list.tsx';
import { Exact } from '../parts/instant.tsx';
import { links } from '../router.ts';

export function JobFacts({ job }: { job: Job }) {
  const payload = job.payload ?? null;
  return (
    <Facts>
      <Fact name="Schedule">
        <ScheduleWords job={job} />
        {job.schedule_type === 'recurring' && <CountedFrom job={job} />}
      </Fact>
      <Fact name="Next run">
        {job.next_run ? <Exact at={job.next_run} zone={job.timezone} /> : <span class="muted">none</span>}
      </Fact>
      <Fact name="Due">
        {job.next_due_at !== null && job.next_due_at !== job.next_run && (
          <Exact at={job.next_due_at} zone={job.timezone} />
        )}
      </Fact>
      <Fact name="Spread">
        {job.spread_seconds > 0 &&
          `Starts up to ${formatSeconds(job.spread_seconds)} after the scheduled time.`}
      </Fact>
      <Fact name="Stops after">
        {job.max_runs !== null && (
          <>
            {formatCount(job.run_count)} of {formatCount(job.max_runs)} runs{' '}
            <span class="muted">have started</span>
          </>
        )}
      </Fact>
      <Fact name="Starts">{job.starts_at && <Exact at={job.starts_at} zone={job.timezone} />}</Fact>
      <Fact name="Ends">{job.ends_at && <Exact at={job.ends_at} zone={job.timezone} />}</Fact>
      <Fact name="Days off" isWide>
        {job.exclude.length > 0 && job.exclude.map(formatDaysOff).join('; ')}
      </Fact>
      <Fact name="If missed">{describeCatchUp(job)}</Fact>
      <Fact name="Overlap">{describeOverlap(job)}</Fact>
      <Fact name="Target" isWide>
        <code>
          {job.method} {job.target}
        </code>
      </Fact>
      <Fact name="Headers" isWide>
        {Object.keys(job.headers).length > 0 && <HeadersList headers={job.headers} />}
      </Fact>
      <Fact name="Payload" isWide>
        {payload === null ? <span class="muted">none</span> : <pre>{JSON.stringify(payload, null, 2)}</pre>}
      </Fact>
      <Fact name="Signature">{job.has_signing_secret && 'Requests are signed (Standard Webhooks).'}</Fact>
      <Fact name="Success">{describeSuccess(job)}</Fact>
      <Fact name="Timeout">{formatSeconds(job.timeout_seconds)} for each attempt</Fact>
      <Fact name="Retries">{describeRetry(job)}</Fact>
      <Fact name={job.pause_after_failures === null ? 'Failures' : 'Pauses after'}>
        {describeFailures(job)}
      </Fact>
      <Fact name="Tags">
        {job.tags.length > 0 &&
          job.tags.map((tag) => (
            <a key={tag} class="tag" href={links.jobs({ tag })}>
              {tag}
            </a>
          ))}
      </Fact>
      <Fact name="When finished">{job.delete_when_finished && 'The job is deleted.'}</Fact>
      <Fact name="Key">{job.key !== null && <code>{job.key}</code>}</Fact>
      <Fact name="Created">
        <Exact at={job.created_at} />
      </Fact>
      <Fact name="Changed">
        <Exact at={job.updated_at} />
      </Fact>
      <Fact name="ID" isWide>
        <code>{job.id}</code> <span class="muted">version {job.version}</span>
      </Fact>
    </Facts>
  );
}

/** An interval needs its reference time to say when runs happen. */
function CountedFrom({ job }: { job: Job }) {
  return <span class="muted">, counted from {job.starts_at ? 'its start' : 'its creation'}</span>;
}
