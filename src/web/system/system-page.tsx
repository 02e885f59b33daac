// System page: scheduler pause, facts about the service, processes, settings and API links.
import { api } from '../api.ts';
import { useQuery } from '../query.ts';
import { useTitle } from '../parts/use-title.ts';
import { ZoneSwitch } from '../parts/zone-switch.tsx';
import { AccessSection } from '../sign-in/account.tsx';
import { ApiSection } from './api-section.tsx';
import { PauseSection } from './pause-section.tsx';
import { ProcessesTable } from './processes-table.tsx';
import { ServiceFacts } from './service-facts.tsx';
import { SettingsTable } from './settings-table.tsx';

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
