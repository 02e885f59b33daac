// Where there is no job yet: what one is, and the shortest way to a first run that succeeds, without internet.
import { computed } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { System } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useLive } from '../live.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { links } from '../router.ts';
import { may, session } from '../session.ts';
import { Copied } from './copied.tsx';
import { describeFirstJob, findLocalTarget, firstJob, makeFirstJob, toCurl } from './first-job.ts';
import { FirstRun } from './first-run.tsx';

/** A first job is being made, or shown at work: `<FirstUse />` is to stay, although there is a job by now. */
export const isFirstUse = computed(() => firstJob.value !== null);

export function FirstUse() {
  const made = firstJob.value;
  useEffect(
    () => () => {
      // Whoever comes back has a job, and sees it.
      if (firstJob.peek() !== 'making') firstJob.value = null;
    },
    [],
  );
  return (
    <section class="first-use" aria-labelledby="first-use">
      {made && made !== 'making' ? <FirstRun {...made} /> : <Start />}
    </section>
  );
}

function Start() {
  const system = useLive('system', () => api.system.get(), { on: [], leastMs: 10_000 }).data.value;
  const target = system && findLocalTarget(system);
  return (
    <>
      <div>
        <h2 id="first-use">Nothing is scheduled yet</h2>
        <p class="prose">
          A job calls a URL when its schedule says so, tries again where that fails, and keeps what was sent
          and what came back.
        </p>
        {!may('edit') && <WhoCan />}
        {may('edit') && !system && <div class="skeleton room" />}
        {may('edit') &&
          system &&
          (target === undefined ? <NoLocalTarget {...system} /> : <Local target={target} />)}
      </div>
      {may('edit') && system && <Shell target={target ?? 'https://example.com/'} />}
    </>
  );
}

function WhoCan() {
  return (
    <p class="prose">
      Your key’s role is {session.value?.role}: it {may('operate') ? 'runs and pauses jobs' : 'looks at jobs'}
      , but an admin’s makes them. Ask whoever has one for the first.
    </p>
  );
}

function Local({ target }: { target: string }) {
  const isMaking = firstJob.value === 'making';
  return (
    <>
      <p class="prose">
        See one at work in a moment, without internet: <code>hello</code> asks this service itself every
        minute whether it is alive, at <code>{target}</code>.
      </p>
      <div class="actions">
        <ActionButton class="primary" isPending={isMaking} onAct={() => makeFirstJob(target)}>
          {isMaking ? 'Making it…' : 'Make a first job'}
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
  const why =
    own_url === null
      ? 'it does not listen on its own machine’s loopback address'
      : 'jobs may not call the machine it runs on';
  return (
    <>
      <p class="prose">
        The quickest first job calls this service itself, which needs no internet, but {why}. To let it, start
        it so:
      </p>
      <Copied
        title="A setting, when it is started"
        text={`${own_url === null ? 'HOST=0.0.0.0 ' : ''}ALLOWED_TARGET_HOSTS=${hosts} npm start`}
        label="Copy the command that starts it"
      />
      <div class="actions">
        <a class="button primary" href={links.newJob}>
          Create a job
        </a>
      </div>
    </>
  );
}

function Shell({ target }: { target: string }) {
  return (
    <div>
      <Copied
        title="The same from a shell"
        text={toCurl(describeFirstJob(target), session.value?.needs_key ?? false)}
        label="Copy the curl command"
      />
    </div>
  );
}
