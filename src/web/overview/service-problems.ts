// Finds problems that stop the whole service: an outage, the scheduler pause, or missing workers.
import type { MasterSwitch, System } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';
import { outage } from '../query.ts';
import { links } from '../router.ts';
import { schedulerPause } from '../system/scheduler-pause.ts';

interface ServiceProblem {
  title: string;
  note: string;
  link?: string;
}

export function findServiceProblems(system: System | undefined): ServiceProblem[] {
  if (outage.value)
    return [{ title: describeError(outage.value.error), note: 'Showing the last known data.' }];
  return [...findPause(schedulerPause.value), ...findSystemProblems(system)];
}

/** Leaves out the author and the reason, which the bar at the top of every page shows. */
function findPause(state: MasterSwitch | undefined): ServiceProblem[] {
  if (!state?.paused) return [];
  return [
    { title: 'The scheduler is paused', note: 'No run starts until it is resumed.', link: links.system },
  ];
}

function findSystemProblems(system: System | undefined): ServiceProblem[] {
  if (!system) return [];
  const { database, queue, processes } = system;
  const link = links.system;
  if (database.status !== 'ok')
    return [
      { title: 'The database cannot be reached', note: 'No run starts, and no result is recorded.', link },
    ];
  const problems: ServiceProblem[] = [];
  if (queue.status !== 'ok')
    problems.push({
      title: 'The queue cannot be reached',
      note: 'No run starts until the queue can be reached again.',
      link,
    });
  if (!processes.some(({ roles }) => roles.includes('worker')))
    problems.push({
      title: 'No worker is running',
      note: 'Runs are planned, but none starts. Start a process with the worker role.',
      link,
    });
  return problems;
}
