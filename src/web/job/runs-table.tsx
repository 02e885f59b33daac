// The runs of a job as a table; on a narrow page each row becomes two lines.
import type { Run } from '../../../client/src/index.ts';
import { noteRun } from '../format/run-words.ts';
import { formatDuration, formatShort } from '../format/time.ts';
import { Relative } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';
import { links } from '../router.ts';

export function RunsTable({ runs }: { runs: Run[] }) {
  return (
    <table class="rows runs-table">
      <thead>
        <tr>
          <th class="col-status">Status</th>
          <th class="col-when">Scheduled for</th>
          <th class="col-number">Late by</th>
          <th class="col-number">Attempts</th>
          <th class="col-number">Duration</th>
          <th class="col-code">Code</th>
          <th>What happened</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunRow key={run.id} run={run} />
        ))}
      </tbody>
    </table>
  );
}

function RunRow({ run }: { run: Run }) {
  const note = noteRun(run);
  return (
    <tr>
      <td class="cell-status">
        <Status name={run.status} />
      </td>
      <td class="cell-when cut">
        <a href={links.run(run.id)}>
          <Relative at={run.scheduled_for} />
        </a>{' '}
        {run.trigger === 'manual' ? (
          <span class="muted">by hand</span>
        ) : (
          <span class="muted exact">{formatShort(run.scheduled_for)}</span>
        )}
      </td>
      <td class="cell-late number" data-label="late">
        {run.lateness_ms !== null && formatDuration(run.lateness_ms)}
      </td>
      <td class="cell-attempts number" data-label="attempts">
        {run.attempt_count > 0 && run.attempt_count}
      </td>
      <td class="cell-duration number">{run.duration_ms !== null && formatDuration(run.duration_ms)}</td>
      <td class="cell-code number">{run.status_code}</td>
      <td class="cell-note cut" title={note}>
        {run.error === null ? <span class="muted">{note}</span> : note}
      </td>
    </tr>
  );
}
