// System page: scheduler pause, facts about the service, processes, settings, credentials and API links.
import type { System } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount, formatCounted, formatDuration } from '../format/time.ts';
import { CopyableCode } from '../parts/copy-button.tsx';
import { RelativeTime } from '../parts/instant.tsx';
import { lazy } from '../parts/lazy.tsx';
import { useTitle, ZoneSwitch } from '../parts/page.tsx';
import { useQuery } from '../query.ts';
import { links } from '../router.ts';
import { basePath, serviceUrl, session } from '../session.ts';
import { PauseSection } from './pause-section.tsx';
import { AccessSection, ServiceFacts } from './service-facts.tsx';

const CredentialsSection = lazy(async () => (await import('./credentials.tsx')).CredentialsSection);

function ApiSection() {
  return (
    <section aria-labelledby="programs">
      <h2 id="programs">API</h2>
      <ul class="api-links">
        <li>
          <a href={links.docs}>API in Swagger UI</a>
          <span class="muted">try every endpoint</span>
        </li>
        <li>
          <a href={`${basePath}/openapi.json`}>OpenAPI document</a>
          <span class="muted">for code generators</span>
        </li>
        <li>
          <a href={`${basePath}/metrics`}>Metrics</a>
          <span class="muted">for Prometheus</span>
        </li>
        <li>
          <span>
            Client <code>scheduler-service-client</code>
          </span>
          <span class="muted">
            built with <code>npm pack -w client</code>, documented in <code>docs/client.md</code>
          </span>
        </li>
      </ul>
      <CopyableCode
        title="Example with the client"
        text={toSnippet(session.value?.needs_key ?? false)}
        label="Copy the example"
      />
    </section>
  );
}

function toSnippet(needsKey: boolean): string {
  const options = needsKey
    ? `{ baseUrl: '${serviceUrl}', apiKey: process.env.SCHEDULER_KEY }`
    : `{ baseUrl: '${serviceUrl}' }`;
  return `import { createClient } from 'scheduler-service-client';

const scheduler = createClient(${options});
for await (const job of scheduler.jobs.list()) console.log(job.name, job.next_run);`;
}

/** Matches the heartbeat interval of the processes. */
const REFRESH_MS = 5_000;

export function SystemPage() {
  useTitle('System');
  const system = useQuery('system', () => api.system.get(), {
    leastMs: REFRESH_MS,
    mostMs: REFRESH_MS,
  }).data.value;
  return (
    <>
      <header class="page-head">
        <h1>System</h1>
        <ZoneSwitch />
        <p class="muted">Scheduler Service {system?.version}</p>
      </header>
      <PauseSection />
      {system ? <ServiceFacts system={system} /> : <div class="skeleton facts-room" />}
      <section aria-labelledby="processes">
        <h2 id="processes">Processes</h2>
        {system ? <ProcessesTable processes={system.processes} /> : <div class="skeleton rows-room" />}
        {system && <FullHosts processes={system.processes} />}
      </section>
      <section aria-labelledby="settings">
        <h2 id="settings">Settings</h2>
        <p class="muted prose">
          Environment variables of the process that serves this page, without secrets. Change them where the
          service is started.
        </p>
        {system ? <SettingsTable settings={system.settings} /> : <div class="skeleton rows-room" />}
      </section>
      <CredentialsSection />
      <ApiSection />
      <AccessSection />
    </>
  );
}

type Setting = System['settings'][number];

function SettingsTable({ settings }: { settings: Setting[] }) {
  const defaults = settings.filter((setting) => setting.is_default);
  const others = settings.filter((setting) => !setting.is_default);
  return (
    <>
      {others.length > 0 ? <Table settings={others} /> : <p class="muted">Every setting has its default.</p>}
      {defaults.length > 0 && (
        <details class="more">
          <summary>{defaults.length} settings with their defaults</summary>
          <Table settings={defaults} />
        </details>
      )}
    </>
  );
}

function Table({ settings }: { settings: Setting[] }) {
  return (
    <table class="rows settings-table">
      <thead>
        <tr>
          <th class="col-setting">Name</th>
          <th>Value</th>
          <th class="col-origin">Source</th>
        </tr>
      </thead>
      <tbody>
        {settings.map((setting) => (
          <tr key={setting.name} class={setting.is_default ? undefined : 'is-set'}>
            <td class="cell-setting">
              <code>{setting.name}</code>
            </td>
            <td class="cell-value">
              <Value {...setting} />
            </td>
            <td class="cell-origin muted">{setting.is_default ? 'default' : 'set'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value }: Setting) {
  return value === null ? <span class="muted">none</span> : <code>{value}</code>;
}

type Process = System['processes'][number];

/** Table of the service's processes, from their latest heartbeats. */
function ProcessesTable({ processes }: { processes: Process[] }) {
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

/** The target hosts for which runs wait, with the sums over all processes. */
function FullHosts({ processes }: { processes: Process[] }) {
  const hosts = Map.groupBy(
    processes.flatMap(({ full_hosts }) => full_hosts),
    ({ host }) => host,
  );
  if (hosts.size === 0) return null;
  return (
    <ul class="full-hosts" aria-label="Target hosts at their limit">
      {Array.from(hosts, ([host, entries]) => (
        <li key={host}>
          <bdi>{host}</bdi> is at its limit of{' '}
          {formatCounted(
            entries.reduce((sum, { limit }) => sum + limit, 0),
            'request',
          )}{' '}
          in flight. <a href={links.runs({ status: 'queued', host })}>See its queued runs</a>
        </li>
      ))}
    </ul>
  );
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
