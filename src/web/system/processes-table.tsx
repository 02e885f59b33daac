// Table of the service's processes, from their latest heartbeats.
import type { System } from '../../../client/src/index.ts';
import { formatCount, formatDuration } from '../format/time.ts';
import { RelativeTime } from '../parts/instant.tsx';

type Process = System['processes'][number];

export function ProcessesTable({ processes }: { processes: Process[] }) {
  if (processes.length === 0) {
    return <p class="muted">The processes cannot be listed: the database does not respond.</p>;
  }
  return (
    <table class="rows processes-table">
      <thead>
        <tr>
          <th>Process</th>
          <th class="col-roles">Roles</th>
          <th class="col-version">Version</th>
          <th class="col-time">Started</th>
          <th class="col-time">Last seen</th>
          <th class="col-flight">Requests in flight</th>
        </tr>
      </thead>
      <tbody>
        {processes.map((process) => (
          <ProcessRow key={process.id} process={process} />
        ))}
      </tbody>
    </table>
  );
}

function ProcessRow({ process }: { process: Process }) {
  const { host, pid, roles, version, started_at, seen_at, is_this, clock_offset_ms } = process;
  return (
    <tr>
      <td class="cell-process cut">
        <code title={`${host}:${pid}`}>
          {host}:{pid}
        </code>
        {is_this && <span class="muted"> serves this page</span>}
        {clock_offset_ms !== null && Math.abs(clock_offset_ms) > OFFSET_AT_MOST_MS && (
          <strong> {describeOffset(clock_offset_ms)}</strong>
        )}
      </td>
      <td class="cell-roles">{roles.join(', ')}</td>
      <td class="cell-version" data-label="version">
        {version}
      </td>
      <td class="cell-started" data-label="started">
        <RelativeTime at={started_at} />
      </td>
      <td class="cell-seen" data-label="seen">
        <RelativeTime at={seen_at} />
      </td>
      <td class="cell-flight">
        <InFlight {...process} />
      </td>
    </tr>
  );
}

/** A smaller offset is not worth a warning. */
const OFFSET_AT_MOST_MS = 1_000;

function describeOffset(offsetMs: number): string {
  return `clock ${formatDuration(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead' : 'behind'}`;
}

const GAUGE_WIDTH = 64;

function InFlight({ in_flight, concurrency }: Process) {
  if (in_flight === null || concurrency === null) return <span class="muted">no worker</span>;
  return (
    <>
      <svg class="gauge" viewBox={`0 0 ${GAUGE_WIDTH} 6`} width={GAUGE_WIDTH} height="6" aria-hidden="true">
        <rect width={GAUGE_WIDTH} height="6" />
        <rect class="used" width={Math.min(1, in_flight / concurrency) * GAUGE_WIDTH} height="6" />
      </svg>
      {formatCount(in_flight)} <span class="muted">of {formatCount(concurrency)}</span>
    </>
  );
}
