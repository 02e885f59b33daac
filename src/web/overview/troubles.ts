// What keeps the whole service from working, whatever single jobs do.
import type { MasterSwitch, System } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';
import { outage } from '../live.ts';
import { links } from '../router.ts';
import { masterSwitch } from '../system/master-switch.ts';

interface Trouble {
  what: string;
  note: string;
  link?: string;
}

export function findTroubles(system: System | undefined): Trouble[] {
  if (outage.value) {
    return [{ what: describeError(outage.value.error), note: 'What is shown is what was last known.' }];
  }
  return [...ofSwitch(masterSwitch.value), ...ofSystem(system)];
}

/** Since when, by whom and why is at the top of every page. */
function ofSwitch(state: MasterSwitch | undefined): Trouble[] {
  if (!state?.paused) return [];
  return [{ what: 'Everything is paused', note: 'Nothing starts until it is resumed.', link: links.system }];
}

function ofSystem(system: System | undefined): Trouble[] {
  if (!system) return [];
  const { database, queue, processes } = system;
  const link = links.system;
  if (database.status !== 'ok')
    return [
      { what: 'The database cannot be reached', note: 'Nothing starts, and nothing is recorded.', link },
    ];
  const troubles: Trouble[] = [];
  if (queue.status !== 'ok')
    troubles.push({
      what: 'The queue cannot be reached',
      note: 'Nothing starts until it answers again.',
      link,
    });
  if (!processes.some(({ roles }) => roles.includes('worker')))
    troubles.push({
      what: 'No worker is running',
      note: 'Runs are planned, but none starts. Start a process with the worker role.',
      link,
    });
  return troubles;
}
