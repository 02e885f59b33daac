// Shown when there are no jobs: explains jobs and offers to create a first one that needs no internet.
import { useEffect } from 'preact/hooks';
import type { System } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { useQuery } from '../query.ts';
import { links } from '../router.ts';
import { may, session } from '../session.ts';
import { CopyableCode } from './copyable-code.tsx';
import { createFirstJob, findLocalTarget, firstJob, firstJobInput, toCurl } from './first-job.ts';
import { FirstRun } from './first-run.tsx';

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
  const hosts = [...new Set([...targets.allowed, 'localhost'])].join(',');
  const obstacle =
    own_url === null
      ? 'the service does not listen on a loopback address'
      : 'jobs are not allowed to call this machine';
  return (
    <>
      <p class="prose">
        The simplest first job calls this service itself, without internet access, but {obstacle}. To allow
        this, start the service with:
      </p>
      <CopyableCode
        title="Start command"
        text={`${own_url === null ? 'HOST=0.0.0.0 ' : ''}ALLOWED_TARGET_HOSTS=${hosts} npm start`}
        label="Copy the start command"
      />
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
