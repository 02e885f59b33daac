// System page: scheduler pause, facts about the service, processes, settings and API links.
import type { System } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { basePath, serviceUrl } from '../instance.ts';
import { useTitle } from '../parts/use-title.ts';
import { ZoneSwitch } from '../parts/zone-switch.tsx';
import { useQuery } from '../query.ts';
import { links } from '../router.ts';
import { session } from '../session.ts';
import { AccessSection } from '../sign-in/account.tsx';
import { CopyableCode } from './copyable-code.tsx';
import { PauseSection } from './pause-section.tsx';
import { ProcessesTable } from './processes-table.tsx';
import { ServiceFacts } from './service-facts.tsx';

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
      </section>
      <section aria-labelledby="settings">
        <h2 id="settings">Settings</h2>
        <p class="muted prose">
          Environment variables of the process that serves this page, without secrets. Change them where the
          service is started.
        </p>
        {system ? <SettingsTable settings={system.settings} /> : <div class="skeleton rows-room" />}
      </section>
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
        <details class="default-settings">
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
