// The table of jobs; on a narrow page each row becomes two lines.
import type { Job } from '../../../client/src/index.ts';
import { ScheduleWords, scheduleTitle } from '../format/schedule.tsx';
import { isOver } from '../format/words.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon } from '../parts/icons.tsx';
import { NextRun, Relative } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';
import { links } from '../router.ts';
import { may } from '../session.ts';
import { pause, resume, runNow } from './job-actions.ts';

interface Props {
  jobs: Job[];
  refresh: () => Promise<void>;
}

export function JobsTable({ jobs, refresh }: Props) {
  return (
    <table class="rows jobs-table">
      <thead>
        <tr>
          <th class="col-status">Status</th>
          <th>Name</th>
          <th class="col-schedule">Schedule</th>
          <th>Target</th>
          <th class="col-next">Next run</th>
          <th class="col-last">Last run</th>
          <th class="col-actions">
            <span class="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} refresh={refresh} />
        ))}
      </tbody>
    </table>
  );
}

function JobRow({ job, refresh }: { job: Job; refresh: Props['refresh'] }) {
  const after = (action: (job: Job) => Promise<void>) => () => action(job).then(refresh);
  return (
    <tr>
      <td class="cell-status">
        <Status name={job.status} />
      </td>
      <td class="cell-name cut">
        <a href={links.job(job.id)} title={job.name}>
          {job.name}
        </a>
      </td>
      <td class="cell-schedule cut" title={scheduleTitle(job)}>
        <ScheduleWords job={job} />
      </td>
      <td class="cell-target cut" title={`${job.method} ${job.target}`}>
        <code>
          {job.method} {job.target}
        </code>
      </td>
      <td class="cell-next">
        {job.next_run ? <NextRun at={job.next_run} zone={job.timezone} /> : <span class="muted">none</span>}
      </td>
      <td class="cell-last cut">
        <LastRun run={job.last_run} />
      </td>
      <td class="cell-actions">
        {may('operate') && (
          <>
            <ActionButton class="icon-button" label={`Run ${job.name} now`} onAct={after(runNow)}>
              <Icon name="run" />
            </ActionButton>
            <PauseOrResume job={job} after={after} />
          </>
        )}
      </td>
    </tr>
  );
}

/** One button for both, so that it keeps the focus when it turns into the other. */
function PauseOrResume({
  job,
  after,
}: {
  job: Job;
  after: (action: (job: Job) => Promise<void>) => () => Promise<void>;
}) {
  const isActive = job.status === 'active';
  if (!isActive && isOver(job)) return null;
  return (
    <ActionButton
      class="icon-button"
      label={`${isActive ? 'Pause' : 'Resume'} ${job.name}`}
      onAct={after(isActive ? pause : resume)}
    >
      <Icon name={isActive ? 'pause' : 'resume'} />
    </ActionButton>
  );
}

function LastRun({ run }: { run: Job['last_run'] }) {
  if (run === null) return <span class="muted">never</span>;
  return (
    <a class="quiet" href={links.run(run.id)}>
      <Status name={run.status} />{' '}
      {run.status_code !== null && <span class="code-number">{run.status_code} </span>}
      <span class="muted finished">
        <Relative at={run.finished_at ?? run.scheduled_for} />
      </span>
    </a>
  );
}
