// The definition of a job: as a list of fields, as a curl command and as a TypeScript program.
import type { ComponentChildren } from 'preact';
import type { Job } from '../../../client/src/index.ts';
import { jobToClient, jobToCurl } from '../format/code.ts';
import { describeFailures, formatDaysOff, ScheduleWords } from '../format/job-text.tsx';
import { formatCount, formatCounted, formatSeconds } from '../format/time.ts';
import { type fieldNames, jobDefaults, REDACTED } from '../job-fields.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { Fact, Facts, HeadersList } from '../parts/facts.tsx';
import { ExactTime } from '../parts/instant.tsx';
import { links } from '../router.ts';
import { isSameJson } from '../same-json.ts';
import { serviceUrl, session } from '../session.ts';

/** The fact of each declared field, in display order. Null: another fact or the head of the page shows the field. */
const facts = {
  schedule_type: ({ job }) => (
    <>
      <Fact name="Schedule">
        <ScheduleWords job={job} />
        {job.schedule_type === 'recurring' && <CountedFrom job={job} />}
      </Fact>
      <Fact name="Next run">
        {job.next_run ? <ExactTime at={job.next_run} /> : <span class="muted">none</span>}
      </Fact>
      <Fact name="Due">
        {job.next_due_at !== null && job.next_due_at !== job.next_run && <ExactTime at={job.next_due_at} />}
      </Fact>
    </>
  ),
  spread_seconds: ({ job }) => (
    <Fact name="Spread">
      {job.spread_seconds > 0 &&
        `Starts up to ${formatSeconds(job.spread_seconds)} after the scheduled time.`}
    </Fact>
  ),
  max_runs: ({ job }) => (
    <Fact name="Stops after">
      {job.max_runs !== null && (
        <>
          {formatCount(job.run_count)} of {formatCount(job.max_runs)} runs{' '}
          <span class="muted">have started</span>
        </>
      )}
    </Fact>
  ),
  starts_at: ({ job }) => <Fact name="Starts">{job.starts_at && <ExactTime at={job.starts_at} />}</Fact>,
  ends_at: ({ job }) => <Fact name="Ends">{job.ends_at && <ExactTime at={job.ends_at} />}</Fact>,
  exclude: ({ job }) => (
    <Fact name="Days off" isWide>
      {job.exclude.length > 0 && job.exclude.map(formatDaysOff).join('; ')}
    </Fact>
  ),
  catch_up: ({ job }) => <Fact name="If missed">{describeCatchUp(job)}</Fact>,
  overlap: ({ job }) => <Fact name="Overlap">{describeOverlap(job)}</Fact>,
  target: ({ job }) => (
    <Fact name="Target" isWide>
      <code>
        {job.method} {job.target}
      </code>
    </Fact>
  ),
  headers: ({ job }) => (
    <Fact name="Headers" isWide>
      {Object.keys(job.headers).length > 0 && <HeadersList headers={job.headers} />}
    </Fact>
  ),
  secret_headers: ({ job }) => (
    <Fact name="Secret headers">
      {job.secret_headers.length > 0 && <code>{job.secret_headers.join(', ')}</code>}
    </Fact>
  ),
  credential: ({ job }) => (
    <Fact name="Credential">{job.credential !== null && <code>{job.credential}</code>}</Fact>
  ),
  payload: ({ job }) => (
    <Fact name="Payload" isWide>
      {(job.payload ?? null) === null ? (
        <span class="muted">none</span>
      ) : (
        <pre tabIndex={0} role="region" aria-label="Payload">
          {JSON.stringify(job.payload, null, 2)}
        </pre>
      )}
    </Fact>
  ),
  signing_secret: ({ job }) => (
    <Fact name="Signature">{job.has_signing_secret && 'Requests are signed (Standard Webhooks).'}</Fact>
  ),
  success: ({ job }) => <Fact name="Success">{describeSuccess(job)}</Fact>,
  timeout_seconds: ({ job }) => (
    <Fact name="Timeout">{formatSeconds(job.timeout_seconds)} for each attempt</Fact>
  ),
  retry: ({ job }) => <Fact name="Retries">{describeRetry(job)}</Fact>,
  pause_after_failures: ({ job }) => (
    <Fact name={job.pause_after_failures === null ? 'Failures' : 'Pauses after'}>
      {describeFailures(job)}
    </Fact>
  ),
  on_finish: ({ job }) => (
    <Fact name="Reports" isWide>
      {job.on_finish !== null && (
        <>
          {describeOnFinish(job.on_finish)} <code>{job.on_finish.url}</code>
        </>
      )}
    </Fact>
  ),
  retention_days: ({ job }) => <Fact name="History">{describeRetention(job)}</Fact>,
  retention_runs: null,
  tags: ({ job }) => (
    <Fact name="Tags">
      {job.tags.length > 0 &&
        job.tags.map((tag) => (
          <a key={tag} class="tag" href={links.jobs({ tag })}>
            <bdi>{tag}</bdi>
          </a>
        ))}
    </Fact>
  ),
  delete_when_finished: ({ job }) => (
    <Fact name="When finished">{job.delete_when_finished && 'The job is deleted.'}</Fact>
  ),
  allow_payload_override: ({ job }) => (
    <Fact name="Manual runs">
      {job.allow_payload_override && 'Operators may replace the payload of a run.'}
    </Fact>
  ),
  key: ({ job }) => <Fact name="Key">{job.key !== null && <code>{job.key}</code>}</Fact>,
  managed_by: ({ job }) => (
    <Fact name="Managed by">
      {job.managed_by !== null && (
        <a href={links.jobs({ managed_by: job.managed_by })}>
          <code>{job.managed_by}</code>
        </a>
      )}
    </Fact>
  ),
  name: null,
  description: null,
  type: null,
  method: null,
  cron_expression: null,
  specific_time: null,
  interval: null,
  interval_value: null,
  timezone: null,
} satisfies Record<
  (typeof fieldNames)[number] | 'signing_secret',
  ((props: { job: Job }) => ComponentChildren) | null
>;

export function JobFacts({ job }: { job: Job }) {
  return (
    <Facts>
      {Object.entries(facts).map(([name, FactOf]) => FactOf && <FactOf key={name} job={job} />)}
      <Fact name="Created">
        <ExactTime at={job.created_at} />
      </Fact>
      <Fact name="Changed">
        <ExactTime at={job.updated_at} />
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

function describeRetry({ retry }: Job): string {
  if (retry.max_attempts === 1) return 'No retries.';
  const backoff =
    retry.factor === 1
      ? ''
      : `, then × ${retry.factor} each time, up to ${formatSeconds(retry.max_delay_seconds)}`;
  const causes = retry.on === null ? '' : ` Only after: ${retry.on.join(', ')}.`;
  return `Up to ${retry.max_attempts} attempts. First delay up to ${formatSeconds(retry.initial_delay_seconds)}${backoff}. Gives up ${formatSeconds(retry.max_age_seconds)} after the first attempt.${causes}`;
}

/** Null for the default policy. */
function describeCatchUp({ catch_up }: Job): string | null {
  if (isSameJson(catch_up, jobDefaults.catch_up)) return null;
  const { policy, window_seconds } = catch_up;
  if (policy === 'none' || window_seconds === 0) return 'Missed runs are not caught up.';
  const runs = policy === 'one' ? 'The latest missed run starts' : 'All missed runs start, one at a time';
  return `${runs}, up to ${formatSeconds(window_seconds)} late.`;
}

/** Null for the default policy. */
function describeOverlap({ overlap }: Job): string | null {
  switch (overlap) {
    case 'skip':
      return null;
    case 'allow':
      return 'Runs may overlap.';
    case 'queue':
      return 'One run waits for the previous run; further runs are skipped.';
    case 'cancel_previous':
      return 'A new run cancels the runs still going.';
  }
}

/** Null for the default policy. */
function describeSuccess({ success }: Job): string | null {
  if (isSameJson(success, jobDefaults.success)) return null;
  const { statuses, body_contains } = success;
  const list = [statuses.slice(0, -1).join(', '), statuses.at(-1)].filter(Boolean).join(' or ');
  return `Status ${list}${body_contains === null ? '' : `, and the body contains “${body_contains}”`}.`;
}

/** Null if the job keeps its runs as long as the installation. */
function describeRetention({ retention_days: days, retention_runs: runs }: Job): string | null {
  const parts = [
    ...(days === null ? [] : [formatCounted(days, 'day')]),
    ...(runs === null ? [] : [`the last ${runs === 1 ? 'run' : `${formatCount(runs)} runs`}`]),
  ];
  return parts.length === 0 ? null : `Keeps ${parts.join(', at most ')}`;
}

function describeOnFinish({ when }: NonNullable<Job['on_finish']>): string {
  return `${when === 'always' ? 'Every run' : when === 'failed' ? 'Failed runs' : 'Succeeded runs'} to`;
}

export function JobCode({ job }: { job: Job }) {
  const service = { url: serviceUrl, needsKey: session.value?.needs_key ?? false };
  const notes = listNotes(job);
  return (
    <div class="job-code">
      {notes.length > 0 && (
        <ul class="prose notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <Snippet title="curl" text={jobToCurl(job, service)} />
      <Snippet title="TypeScript client" text={jobToClient(job, service)} />
    </div>
  );
}

function Snippet({ title, text }: { title: string; text: string }) {
  return (
    <figure class="snippet">
      <figcaption>
        <h3>{title}</h3>
        <CopyButton text={() => text} label={`Copy: ${title}`} />
      </figcaption>
      {/* Focusable, so that the keyboard can scroll it. */}
      <pre tabIndex={0} role="region" aria-label={title}>
        {text}
      </pre>
    </figure>
  );
}

/** What the user must edit before the snippets create an equal job. */
function listNotes(job: Job): string[] {
  const names = Object.keys(job.headers).filter((name) => job.headers[name] === REDACTED);
  const isPast = job.specific_time !== null && Date.parse(job.specific_time) < Date.now();
  return [
    ...(names.length > 0
      ? [
          `Replace [redacted] with the value of ${names.join(' and ')}, which the service does not return. For an existing job, [redacted] keeps the stored value.`,
        ]
      : []),
    ...(job.has_signing_secret
      ? ['This job signs its requests. Add a signing_secret for a new job; an existing job keeps its secret.']
      : []),
    ...(isPast ? ['The time has passed: a new job needs another specific_time.'] : []),
  ];
}
