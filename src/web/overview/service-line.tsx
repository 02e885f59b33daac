// The state of the database, the queue and the workers, and the time range of the overview.
import type { ComponentChildren } from 'preact';
import type { Stats, System } from '../../../client/src/index.ts';
import { formatCount, formatCounted, formatDuration } from '../format/time.ts';
import { StatusMark } from '../parts/status.tsx';
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
        <ServiceComponent name="Database" isHealthy={system && system.database.status === 'ok'}>
          {system && describeDatabase(system.database)}
        </ServiceComponent>
        <ServiceComponent name="Queue" isHealthy={system && system.queue.status === 'ok'}>
          {system && describeQueue(system.queue, unfinished)}
        </ServiceComponent>
        <ServiceComponent name="Workers" isHealthy={system && countWorkers(system) > 0}>
          {system && describeWorkers(system)}
        </ServiceComponent>
      </ul>
    </section>
  );
}

function ServiceComponent({
  name,
  isHealthy,
  children,
}: {
  name: string;
  isHealthy: boolean | undefined;
  children: ComponentChildren;
}) {
  return (
    <li>
      <a href={links.system}>
        {isHealthy !== undefined && <StatusMark name={isHealthy ? 'active' : 'failed'} />}
        {name}
      </a>
      {children === undefined ? <span class="skeleton" /> : <span>{children}</span>}
    </li>
  );
}

function describeDatabase({ kind, status, latency_ms: latency }: System['database']): string {
  const name = kind === 'embedded' ? 'embedded PostgreSQL' : 'PostgreSQL';
  if (status !== 'ok') return `${name} cannot be reached`;
  return latency === null ? name : `${name}, answers in ${formatDuration(latency)}`;
}

function describeQueue(
  { kind, status, waiting }: System['queue'],
  unfinished: Stats['runs'] | undefined,
): string {
  const name = kind === 'redis' ? 'Redis' : 'in the database';
  if (status !== 'ok') return `${name}: cannot be reached`;
  const retrying = unfinished?.retrying ?? 0;
  return `${name}, ${formatCounted(waiting ?? 0, 'message')} ready${
    retrying > 0 ? `, ${formatCounted(retrying, 'run')} retrying` : ''
  }`;
}

function describeWorkers(system: System): string {
  const count = countWorkers(system);
  if (count === 0) return 'none running';
  const sum = (name: 'in_flight' | 'concurrency') =>
    system.processes.reduce((total, process) => total + (process[name] ?? 0), 0);
  return `${formatCount(count)} ${count === 1 ? 'process' : 'processes'}, ${formatCount(sum('in_flight'))} of ${formatCount(
    sum('concurrency'),
  )} requests in flight`;
}

function countWorkers({ processes }: System): number {
  return processes.filter(({ roles }) => roles.includes('worker')).length;
}

type Window = Stats['window'];

/** The time range of the overview, kept in the URL. */
export const windows: readonly Window[] = ['1h', '6h', '24h', '7d', '30d'];

const names: Record<Window, string> = {
  '1h': 'hour',
  '6h': '6 hours',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
};

/** `the last 24 hours` */
export function formatWindow(window: Window): string {
  return `the last ${names[window]}`;
}

/** `24 h` */
export function shortWindow(window: Window): string {
  return window.replace(/(\d)(\D)/, '$1\u00a0$2');
}

export function TimeRange({ window }: { window: Window }) {
  return (
    <nav class="filters" aria-label="Time range">
      {windows.map((one) => (
        <a
          key={one}
          href={one === '24h' ? links.overview : `${links.overview}?window=${one}`}
          title={`The last ${names[one]}`}
          aria-current={one === window ? 'true' : undefined}
        >
          {shortWindow(one)}
        </a>
      ))}
    </nav>
  );
}
