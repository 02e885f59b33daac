// How the service is set, what it consists of, and its master switch.
import { api } from '../api.ts';
import { useLive } from '../live.ts';
import { useTitle } from '../parts/title.ts';
import { SignedIn } from '../sign-in/who.tsx';
import { ForPrograms } from './for-programs.tsx';
import { ProcessesTable } from './processes-table.tsx';
import { ServiceFacts } from './service-facts.tsx';
import { SettingsTable } from './settings-table.tsx';
import { SwitchSection } from './switch-section.tsx';

/** Processes tell of themselves so often. */
const PERIOD_MS = 5_000;

export function SystemPage() {
  useTitle('System');
  const system = useLive('system', () => api.system.get(), {
    leastMs: PERIOD_MS,
    mostMs: PERIOD_MS,
  }).data.value;
  return (
    <>
      <header class="page-head">
        <h1>System</h1>
        <p class="muted">Scheduler Service {system?.version}</p>
      </header>
      <SwitchSection />
      {system ? <ServiceFacts system={system} /> : <div class="skeleton facts-room" />}
      <section aria-labelledby="processes">
        <h2 id="processes">Processes</h2>
        {system ? <ProcessesTable processes={system.processes} /> : <div class="skeleton rows-room" />}
      </section>
      <section aria-labelledby="settings">
        <h2 id="settings">Settings</h2>
        <p class="muted prose">
          Environment variables, as they count for the process that answered; secrets are left out. Change
          them where it is started.
        </p>
        {system ? <SettingsTable settings={system.settings} /> : <div class="skeleton rows-room" />}
      </section>
      <ForPrograms />
      <SignedIn />
    </>
  );
}
