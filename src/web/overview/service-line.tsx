// What the service stands on: its database, its queue and its workers, in a line each.
import type { ComponentChildren } from 'preact';
import type { Stats, System } from '../../../client/src/index.ts';
import { formatCount, formatDuration } from '../format/time.ts';
import { Mark } from '../parts/status.tsx';
import { links } from '../router.ts';

interface Props {
  system: System | undefined;
  unfinished: Stats['runs'] | undefined;
}

export function ServiceLine({ system, unfinished }: Props) {
  return (
    <section class="service-line" aria-labelledby="service">
      <h2 id="service">The service</h2>
      <ul>
        <Part name="Database" isWell={system && system.database.status === 'ok'}>
          {system && tellDatabase(system.database)}
        </Part>
        <Part name="Queue" isWell={system && system.queue.status === 'ok'}>
          {system && tellQueue(system.queue, unfinished)}
        </Part>
        <Part name="Workers" isWell={system && countWorkers(system) > 0}>
          {system && tellWorkers(system)}
        </Part>
      </ul>
    </section>
  );
}

function Part({
  name,
  isWell,
  children,
}: {
  name: string;
  isWell: boolean | undefined;
  children: ComponentChildren;
}) {
  return (
    <li>
      <a href={links.system}>
        {isWell !== undefined && <Mark name={isWell ? 'active' : 'failed'} />}
        {name}
      </a>
      {children === undefined ? <span class="skeleton" /> : <span>{children}</span>}
    </li>
  );
}

function tellDatabase({ kind, status, latency_ms: latency }: System['database']): string {
  const what = kind === 'embedded' ? 'embedded PostgreSQL' : 'PostgreSQL';
  if (status !== 'ok') return `${what} cannot be reached`;
  return latency === null ? what : `${what}, answers in ${formatDuration(latency)}`;
}

function tellQueue(
  { kind, status, waiting }: System['queue'],
  unfinished: Stats['runs'] | undefined,
): string {
  const where = kind === 'redis' ? 'Redis' : 'in the database';
  if (status !== 'ok') return `${where}: cannot be reached`;
  const retrying = unfinished?.retrying ?? 0;
  return `${where}, ${formatCount(waiting ?? 0)} waiting${
    retrying > 0 ? `, ${formatCount(retrying)} ${retrying === 1 ? 'run' : 'runs'} to retry` : ''
  }`;
}

function tellWorkers(system: System): string {
  const count = countWorkers(system);
  if (count === 0) return 'none is running';
  const sum = (name: 'in_flight' | 'concurrency') =>
    system.processes.reduce((total, process) => total + (process[name] ?? 0), 0);
  return `${formatCount(count)} ${count === 1 ? 'process' : 'processes'}, ${formatCount(sum('in_flight'))} of ${formatCount(
    sum('concurrency'),
  )} requests in flight`;
}

function countWorkers({ processes }: System): number {
  return processes.filter(({ roles }) => roles.includes('worker')).length;
}
