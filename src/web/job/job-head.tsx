// The head of a job's page: its name, how it stands, and what can be done to it.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Job } from '../../../client/src/index.ts';
import { ScheduleWords } from '../format/schedule.tsx';
import { isOver } from '../format/words.ts';
import { pause, resume, runNow, type Show } from '../jobs/job-actions.ts';
import { type Key, useKeys } from '../keys/keys.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { goTo, links } from '../router.ts';
import { may } from '../session.ts';
import { BackfillPanel } from './backfill-panel.tsx';
import { DeletePanel } from './delete-panel.tsx';
import { PausePanel } from './pause-panel.tsx';
import { PayloadPanel } from './payload-panel.tsx';
import { Standing } from './standing.tsx';

type PanelName = 'payload' | 'pause' | 'backfill' | 'delete';

interface Props {
  job: Job;
  show: Show;
  refresh: () => Promise<void>;
}

export function JobHead({ job, show, refresh }: Props) {
  const panel = useSignal<PanelName | null>(null);
  const isMore = useSignal(false);
  const isActive = job.status === 'active';
  const mayResume = !isActive && !isOver(job);

  const run = () => runNow(job).then(refresh);
  const toggle = () => (isActive ? pause(job, show) : resume(job, show)).then(refresh);
  const open = (name: PanelName) => {
    panel.value = panel.peek() === name ? null : name;
  };

  const keys: (Key & { isShown: boolean })[] = [
    { key: 'r', does: 'Run it now', run: () => void run(), isShown: may('operate') },
    {
      key: 'p',
      does: isActive ? 'Pause it' : 'Resume it',
      run: () => void toggle(),
      isShown: may('operate') && (isActive || mayResume),
    },
    { key: 'b', does: 'Backfill', run: () => open('backfill'), isShown: may('operate') },
    { key: 'e', does: 'Edit it', run: () => goTo(links.editJob(job.id)), isShown: may('edit') },
    { key: 'd', does: 'Duplicate it', run: () => goTo(links.duplicateJob(job.id)), isShown: may('edit') },
  ];
  useKeys(
    'This job',
    keys.filter(({ isShown }) => isShown),
  );

  return (
    <>
      <nav class="crumbs" aria-label="Where this is">
        <a href={links.jobs()}>Jobs</a>
      </nav>
      <header class="page-head">
        <h1>{job.name}</h1>
        {may('operate') && (
          <div class="actions">
            <ActionButton class="primary" onAct={run}>
              Run now
            </ActionButton>
            {(isActive || mayResume) && (
              <ActionButton onAct={toggle}>{isActive ? 'Pause' : 'Resume'}</ActionButton>
            )}
            {may('edit') && (
              <a class="button" href={links.editJob(job.id)}>
                Edit
              </a>
            )}
            <button
              type="button"
              aria-expanded={isMore.value}
              aria-controls="more-actions"
              onClick={() => {
                isMore.value = !isMore.value;
                panel.value = null;
              }}
            >
              {isMore.value ? 'Less' : 'More'}
            </button>
          </div>
        )}
      </header>
      <div id="more-actions" class="actions more-actions" hidden={!isMore.value}>
        <Opener name="payload" panel={panel.value} open={open}>
          Run with another payload
        </Opener>
        {isActive && (
          <Opener name="pause" panel={panel.value} open={open}>
            Pause with a reason
          </Opener>
        )}
        <Opener name="backfill" panel={panel.value} open={open}>
          Backfill
        </Opener>
        {may('edit') && (
          <>
            <a class="button" href={links.duplicateJob(job.id)}>
              Duplicate
            </a>
            <Opener name="delete" panel={panel.value} open={open}>
              Delete
            </Opener>
          </>
        )}
      </div>
      {panel.value !== null && (
        <OpenPanel
          key={panel.value}
          {...{ job, show, refresh }}
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
      {job.description && <p class="prose description">{job.description}</p>}
    </>
  );
}

interface OpenerProps {
  name: PanelName;
  panel: PanelName | null;
  open: (name: PanelName) => void;
  children: ComponentChildren;
}

function Opener({ name, panel, open, children }: OpenerProps) {
  return (
    <button type="button" aria-expanded={panel === name} onClick={() => open(name)}>
      {children}
    </button>
  );
}

function OpenPanel({ name, job, show, refresh, onClose }: Props & { name: PanelName; onClose: () => void }) {
  const onDone = () => {
    onClose();
    void refresh();
  };
  switch (name) {
    case 'payload':
      return <PayloadPanel {...{ job, onClose, onDone }} />;
    case 'pause':
      return <PausePanel {...{ job, show, onClose, onDone }} />;
    case 'backfill':
      return <BackfillPanel {...{ job, onClose, onDone }} />;
    case 'delete':
      return <DeletePanel {...{ job, onClose }} />;
  }
}
