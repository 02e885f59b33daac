// The head of a job page: name, schedule, status sentence and actions.
import { useSignal } from '@preact/signals';
import type { Job, Run } from '../../../client/src/index.ts';
import { describeJobStatus, needsNewSchedule, ScheduleWords, toWords } from '../format/job-text.tsx';
import { formatCount } from '../format/time.ts';
import { pauseOrResume, runNow, type UpdateShown } from '../jobs/job-actions.ts';
import { useKeys } from '../keys/keys.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { NextRun, RelativeTime } from '../parts/instant.tsx';
import { lazy } from '../parts/lazy.tsx';
import { Menu } from '../parts/menu.tsx';
import { ZoneSwitch } from '../parts/page.tsx';
import { JobStatus } from '../parts/status.tsx';
import { goTo, links } from '../router.ts';
import { retryRun } from '../runs/run-actions.ts';
import { may } from '../session.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';
import type { PanelName } from './action-panel.tsx';

/** Loaded when the user opens a panel. */
const ActionPanel = lazy(async () => (await import('./action-panel.tsx')).ActionPanel);

interface Props {
  job: Job;
  updateShown: UpdateShown;
  refresh: () => Promise<void>;
}

export function JobHead(props: Props) {
  const { job } = props;
  const panel = useSignal<PanelName | null>(null);
  return (
    <>
      <nav class="crumbs" aria-label="Breadcrumb">
        <a href={links.jobs()}>Jobs</a>
      </nav>
      <header class="page-head">
        <h1>{job.name}</h1>
        <ZoneSwitch />
        {may('operate') && (
          <Actions
            {...props}
            open={(name) => {
              panel.value = name;
            }}
          />
        )}
      </header>
      {panel.value !== null && (
        <ActionPanel
          key={panel.value}
          {...props}
          name={panel.value}
          onClose={() => {
            panel.value = null;
          }}
        />
      )}
      <p class="sentence">
        {/* The service describes no schedule that it cannot parse; the stored fields are shown instead. */}
        {job.schedule_description ? `${job.schedule_description}.` : <ScheduleWords job={job} />}
      </p>
      <StatusSentence job={job} />
      <p class="job-target">
        <code>
          <span class="muted">{job.method}</span> {job.target}
        </code>
        {job.tags.map((tag) => (
          <a key={tag} class="tag" href={links.jobs({ tag })}>
            <bdi>{tag}</bdi>
          </a>
        ))}
      </p>
      {job.description && <Description key={job.id} text={job.description} />}
    </>
  );
}

/** About three lines of prose. */
const DESCRIPTION_CHARACTERS = 200;

/** A long description is cut, so that the timeline stays in view. */
function Description({ text }: { text: string }) {
  const isOpen = useSignal(false);
  const isLong = text.length > DESCRIPTION_CHARACTERS || text.split('\n').length > 3;
  return (
    <>
      <p class={`prose job-description ${isLong && !isOpen.value ? 'clamped' : ''}`} dir="auto">
        {text}
      </p>
      {isLong && (
        <button
          type="button"
          class="plain"
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value;
          }}
        >
          {isOpen.value ? 'Show less of the description' : 'Show the whole description'}
        </button>
      )}
    </>
  );
}

function Actions({ job, updateShown, refresh, open }: Props & { open: (panel: PanelName) => void }) {
  const isActive = job.status === 'active';
  const mayToggle = isActive || !needsNewSchedule(job);
  const mayEdit = may('edit');
  const run = () => runNow(job).then(refresh);
  const toggle = () => pauseOrResume(job, updateShown).then(refresh);
  const verb = isActive ? 'Pause' : 'Resume';

  useKeys('This job', [
    { key: 'r', does: 'Run now', run: () => void run() },
    ...(mayToggle ? [{ key: 'p', does: verb, run: () => void toggle() }] : []),
    { key: 'b', does: 'Backfill', run: () => open('backfill') },
    ...(mayEdit
      ? [
          { key: 'e', does: 'Edit', run: () => goTo(links.editJob(job.id)) },
          { key: 'd', does: 'Duplicate', run: () => goTo(links.duplicateJob(job.id)) },
        ]
      : []),
  ]);

  return (
    <div class="actions">
      <ActionButton class="primary" onAct={run}>
        Run now
      </ActionButton>
      {mayToggle && <ActionButton onAct={toggle}>{verb}</ActionButton>}
      {mayEdit && (
        <a class="button" href={links.editJob(job.id)}>
          Edit
        </a>
      )}
      <Menu
        label={`More for ${job.name}`}
        word="More"
        items={() => [
          ...(mayEdit || job.allow_payload_override
            ? [{ does: 'Run with another payload', run: () => open('payload') }]
            : []),
          ...(isActive ? [{ does: 'Pause with a reason', run: () => open('pause') }] : []),
          { does: 'Backfill', run: () => open('backfill') },
          ...(mayEdit
            ? [
                { does: 'Duplicate', href: links.duplicateJob(job.id) },
                { does: 'Erase evidence', class: 'danger', run: () => open('erase') },
                { does: 'Delete', class: 'danger', run: () => open('delete') },
              ]
            : []),
        ]}
      />
    </div>
  );
}

/** The status of a job in sentences: the next run, the last run, and why the job is inactive. */
function StatusSentence({ job }: { job: Job }) {
  return (
    <p class="status-sentence">
      <JobStatus job={job} />
      <span>
        {job.status === 'active' ? (
          <UpcomingRun job={job} />
        ) : job.status_reason === 'paused' ? (
          <Paused job={job} />
        ) : (
          describeJobStatus(job)
        )}
        {job.last_run && <LastRun job={job} run={job.last_run} />}
      </span>
    </p>
  );
}

function Paused({ job: { pause_reason: reason, paused_until: until } }: { job: Job }) {
  return (
    <>
      Paused: manual runs only.
      {reason && (
        <>
          {' '}
          Reason: “<bdi>{reason}</bdi>”{/[.?!]$/.test(reason) ? '' : '.'}
        </>
      )}
      {until && (
        <>
          {' '}
          Resumes automatically <RelativeTime at={until} />.
        </>
      )}
    </>
  );
}

function UpcomingRun({ job }: { job: Job }) {
  if (job.next_run === null) return <>No more runs scheduled; unfinished runs continue.</>;
  if (isSchedulerPaused()) return <>No scheduled run starts: the scheduler is paused.</>;
  const isSpread = job.next_due_at !== null && job.next_due_at !== job.next_run;
  return (
    <>
      Runs next <NextRun at={isSpread ? job.next_due_at! : job.next_run} zone={job.timezone} />.
    </>
  );
}

const endTexts: Partial<Record<Run['status'], string>> = {
  skipped: 'was skipped',
  missed: 'was missed',
  canceled: 'was canceled',
};

function LastRun({ job, run }: { job: Job; run: NonNullable<Job['last_run']> }) {
  const link = (text: string) => <a href={links.run(run.id)}>{text}</a>;
  if (run.status === 'running') return <> {link('A run')} is in progress.</>;
  if (run.status === 'queued') return <> {link('A run')} is queued.</>;
  const code = run.status_code !== null && `: the target answered ${run.status_code}`;
  if (run.status === 'retrying')
    return (
      <>
        {' '}
        {link('The last run')} is retrying{code}.
      </>
    );
  const count = job.consecutive_failures;
  return (
    <>
      {' '}
      The last run {link(endTexts[run.status] ?? toWords(run.status))}{' '}
      <RelativeTime at={run.finished_at ?? run.scheduled_for} />
      {code}
      {count > 1 && `; ${formatCount(count)} failed in a row`}.
      {run.status === 'failed' && may('operate') && (
        <>
          {' '}
          <ActionButton class="plain" onAct={() => retryRun({ ...run, job_name: job.name })}>
            Retry it
          </ActionButton>
        </>
      )}
    </>
  );
}
