// What can be done about a run from its row; each tells what it did.
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { isStretch } from '../format/run-words.ts';
import type { List } from '../list/list.ts';
import { say, sayFailure } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { isUnfinished } from './bulk-words.ts';

export async function runAgain(run: Run): Promise<void> {
  try {
    const again = await api.runs.retry(run.id);
    const which = isStretch(run) ? ', for the first of the occurrences' : '';
    say(`“${run.job_name}” runs again${which}.`, {
      link: { href: links.run(again.id), text: 'See the run' },
    });
  } catch (error) {
    sayFailure('The run was not repeated.', error);
  }
}

/** Shown at once; taken back where the service refuses. */
export async function cancel(run: Run, list: List<Run>): Promise<void> {
  const takeBack = list.change(run.id, (now) =>
    now.status === 'running'
      ? { ...now, status_reason: 'user' }
      : { ...now, status: 'canceled', status_reason: 'user', finished_at: new Date().toISOString() },
  );
  try {
    await api.runs.cancel(run.id);
  } catch (error) {
    takeBack();
    sayFailure('The run was not canceled.', error);
  }
}

/** By key, on whatever row it is: what does not fit the run is told. */
export async function runAgainIfEnded(run: Run): Promise<void> {
  if (isUnfinished(run.status)) say('The run has not ended: it can be canceled, not run again.');
  else await runAgain(run);
}

export async function cancelIfUnfinished(run: Run, list: List<Run>): Promise<void> {
  if (isUnfinished(run.status)) await cancel(run, list);
  else say('The run has ended: it can be run again, not canceled.');
}
