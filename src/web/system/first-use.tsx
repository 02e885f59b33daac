// Shown when there are no jobs: explains jobs and offers to create a first one that needs no internet.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Attempt, JobInput, System } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatDuration } from '../format/time.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { CopyableCode } from '../parts/copy-button.tsx';
import { NextRun } from '../parts/instant.tsx';
import { showFailure } from '../parts/messages.tsx';
import { Status } from '../parts/status.tsx';
import { useQuery } from '../query.ts';
import { links } from '../router.ts';
import { type FirstJob, firstJob, may, serviceUrl, session } from '../session.ts';
import { Strip } from '../timeline/strip.tsx';

export function FirstUse() {
  const created = firstJob.value;
  useEffect(
    () => () => {
      // On the next visit the page shows the job itself.
      if (firstJob.peek() !== 'creating') firstJob.value = null;
    },
    [],
  );
  return (
    <section class="first-use" aria-labelledby="first-use">
      {created && created !== 'creating' ? <FirstRun {...created} /> : <Start />}
    </section>
  );
}

function Start() {
  const system = useQuery('system', () => api.system.get(), { on: [], leastMs: 10_000 }).data.value;
  const target = system && findLocalTarget(system);
  return (
    <>
      <div>
        <h2 id="first-use">Nothing is scheduled yet</h2>
        <p class="prose">
          A job calls a URL on a schedule, retries when the call fails, and records each request and response.
        </p>
        {!may('edit') && <AdminNeeded />}
        {may('edit') && !system && <div class="skeleton room" />}
        {may('edit') &&
          system &&
          (target === undefined ? <NoLocalTarget {...system} /> : <CreateFirstJob target={target} />)}
      </div>
      {may('edit') && system && <CurlCommand target={target ?? 'https://example.com/'} />}
    </>
  );
}

function AdminNeeded() {
  return (
    <p class="prose">
      Your role is {session.value?.role}. Creating jobs needs the admin role: ask someone with an admin key.
    </p>
  );
}

function CreateFirstJob({ target }: { target: string }) {
  const isCreating = firstJob.value === 'creating';
  return (
    <>
      <p class="prose">
        Try one without internet access: the job <code>hello</code> calls the health check of this service
        every minute, at <code>{target}</code>.
      </p>
      <div class="actions">
        <ActionButton class="primary" isPending={isCreating} onAct={() => createFirstJob(target)}>
          {isCreating ? 'Creating…' : 'Create a first job'}
        </ActionButton>
        <a class="button" href={links.newJob}>
          Create your own
        </a>
      </div>
    </>
  );
}

function NoLocalTarget({ own_url, targets }: System) {
  // Longer lists come from a file or a deployment: a command would repeat them, and a shell would expand their `*` and `!`.
  const isLong = targets.allowed.length > 1;
  const hosts = [...new Set([...targets.allowed, 'localhost'])].join(',');
  const obstacle =
    own_url === null
      ? 'the service does not listen on a loopback address'
      : 'jobs are not allowed to call this machine';
  return (
    <>
      <p class="prose">
        The simplest first job calls this service itself, without internet access, but {obstacle}. To allow
        this,{' '}
        {isLong ? (
          <>
            {own_url === null && (
              <>
                set <code>HOST</code> to <code>0.0.0.0</code>,{' '}
              </>
            )}
            add <code>localhost</code> to <code>ALLOWED_TARGET_HOSTS</code>, and restart the service.
          </>
        ) : (
          'start the service with:'
        )}
      </p>
      {!isLong && (
        <CopyableCode
          title="Start command"
          text={`${own_url === null ? 'HOST=0.0.0.0 ' : ''}ALLOWED_TARGET_HOSTS=${hosts} npm start`}
          label="Copy the start command"
        />
      )}
      <div class="actions">
        <a class="button primary" href={links.newJob}>
          Create job
        </a>
      </div>
    </>
  );
}

function CurlCommand({ target }: { target: string }) {
  return (
    <div>
      <CopyableCode
        title="With curl"
        text={toCurl(firstJobInput(target), session.value?.needs_key ?? false)}
        label="Copy the curl command"
      />
    </div>
  );
}

/** Shows the first run live: status, request, response and links to the next steps. */
function FirstRun({ job, run: started }: FirstJob) {
  const live = useQuery(`run ${started.id}`, () => api.runs.get(started.id), { on: ['runs'] });
  const run = live.data.value;
  const attempt = run?.attempts.at(-1);
  const timeline = useQuery(`timeline ${job.id}`, () => api.jobs.listTimelines([job.id])).data.value?.[0];
  const next = timeline?.next[0];
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.focus(), []);
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

/** URL of the health check; undefined if jobs are not allowed to call it or cannot reach it. */
function findLocalTarget({ own_url, targets }: System): string | undefined {
  return own_url !== null && targets.allows_loopback ? `${own_url}/healthz` : undefined;
}

function firstJobInput(target: string): JobInput {
  return {
    name: 'hello',
    target,
    method: 'GET',
    schedule_type: 'recurring',
    interval: 'minute',
    interval_value: 1,
  };
}

async function createFirstJob(target: string): Promise<void> {
  firstJob.value = 'creating';
  try {
    const job = await api.jobs.create(firstJobInput(target));
    firstJob.value = { job, run: await api.jobs.run(job.id) };
  } catch (error) {
    firstJob.value = null;
    showFailure('The first job was not created or did not start.', error);
  }
}

/** The curl command that creates the job. `needsKey` adds the API key. */
function toCurl(job: JobInput, needsKey: boolean): string {
  return [
    `curl -s ${serviceUrl}/jobs \\`,
    ...(needsKey ? ['  -H "authorization: Bearer $KEY" \\'] : []),
    `  -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(job, null, 2)}'`,
  ].join('\n');
}
