// The head of a job's page: its name, how it stands, and what can be done to it.
import { useSignal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { ScheduleWords } from '../format/schedule.tsx';
import { isOver } from '../format/words.ts';
import { pauseOrResume, runNow, type Show } from '../jobs/job-actions.ts';
import { useKeys } from '../keys/keys.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { lazily } from '../parts/lazily.tsx';
import { Menu } from '../parts/menu.tsx';
import { goTo, links } from '../router.ts';
import { may } from '../session.ts';
import type { PanelName } from './open-panel.tsx';
import { Standing } from './standing.tsx';

/** With what it needs, and nobody sees before it is asked for. */
const OpenPanel = lazily(async () => (await import('./open-panel.tsx')).OpenPanel);

interface Props {
  job: Job;
  show: Show;
  refresh: () => Promise<void>;
}

export function JobHead(props: Props) {
  const { job } = props;
  const panel = useSignal<PanelName | null>(null);
  return (
    <>
      <nav class="crumbs" aria-label="Where this is">
        <a href={links.jobs()}>Jobs</a>
      </nav>
      <header class="page-head">
        <h1>{job.name}</h1>
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
        <OpenPanel
          key={panel.value}
          {...props}
          name={panel.value}
          onClose={() => {
            panel.value = null;
          }}
        />
      )}
      <p class="sentence">
        {/* A stored schedule that can no longer be read is shown as it is stored. */}
        {job.schedule_description ? `${job.schedule_description}.` : <ScheduleWords job={job} />}
      </p>
      <Standing job={job} />
      {job.description && <p class="prose">{job.description}</p>}
    </>
  );
}

function Actions({ job, show, refresh, open }: Props & { open: (panel: PanelName) => void }) {
  const isActive = job.status === 'active';
  const mayToggle = isActive || !isOver(job);
  const mayEdit = may('edit');
  const run = () => runNow(job).then(refresh);
  const toggle = () => pauseOrResume(job, show).then(refresh);
  const verb = isActive ? 'Pause' : 'Resume';

  useKeys('This job', [
    { key: 'r', does: 'Run it now', run: () => void run() },
    ...(mayToggle ? [{ key: 'p', does: `${verb} it`, run: () => void toggle() }] : []),
    { key: 'b', does: 'Backfill', run: () => open('backfill') },
    ...(mayEdit
      ? [
          { key: 'e', does: 'Edit it', run: () => goTo(links.editJob(job.id)) },
          { key: 'd', does: 'Duplicate it', run: () => goTo(links.duplicateJob(job.id)) },
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
          { does: 'Run with another payload', run: () => open('payload') },
          ...(isActive ? [{ does: 'Pause with a reason', run: () => open('pause') }] : []),
          { does: 'Backfill', run: () => open('backfill') },
          ...(mayEdit
            ? [
                { does: 'Duplicate', href: links.duplicateJob(job.id) },
                { does: 'Delete', class: 'danger', run: () => open('delete') },
              ]
            : []),
        ]}
      />
    </div>
  );
}
