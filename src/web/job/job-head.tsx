// The head of a job page: name, schedule, status sentence and actions.
import { useSignal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { needsNewSchedule } from '../format/job-text.ts';
import { ScheduleWords } from '../format/schedule-text.tsx';
import { pauseOrResume, runNow, type UpdateShown } from '../jobs/job-actions.ts';
import { useKeys } from '../keys/keys.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { lazy } from '../parts/lazy.tsx';
import { Menu } from '../parts/menu.tsx';
import { ZoneSwitch } from '../parts/page.tsx';
import { goTo, links } from '../router.ts';
import { may } from '../session.ts';
import type { PanelName } from './action-panel.tsx';
import { StatusSentence } from './status-sentence.tsx';

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
            {tag}
          </a>
        ))}
      </p>
      {job.description && <p class="prose">{job.description}</p>}
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
