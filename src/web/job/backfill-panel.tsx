// Runs a job for occurrences of the past: first it counts them, then it acts.
import { useSignal } from '@preact/signals';
import type { Backfill, Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { fromWallClock, toWallClock } from '../format/zone.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { say } from '../parts/messages.tsx';
import { Panel, PanelFoot } from './panel.tsx';
import { tellRefusal } from './refusal.ts';
import { WallClockField } from './wall-clock-field.tsx';

const DAY_MS = 86_400_000;

interface Props {
  job: Job;
  onClose: () => void;
  /** Something has changed. */
  onDone: () => void;
}

export function BackfillPanel({ job, onClose, onDone }: Props) {
  const zone = job.timezone;
  const wallAgo = (ms: number) => toWallClock(new Date(Date.now() - ms).toISOString(), zone);
  const from = useSignal(wallAgo(DAY_MS));
  const to = useSignal(wallAgo(0));
  const counted = useSignal<Backfill | null>(null);
  const refusal = useSignal('');
  const forget = () => {
    counted.value = null;
    refusal.value = '';
  };

  async function ask(isDry: boolean): Promise<void> {
    const [first, last] = [fromWallClock(from.value, zone), fromWallClock(to.value, zone)];
    if (first === undefined || last === undefined) {
      refusal.value = 'From and to must both be filled in.';
      return;
    }
    try {
      const answer = await api.jobs.backfill(job.id, { from: first, to: last, dry_run: isDry });
      refusal.value = '';
      if (isDry) {
        counted.value = answer;
        return;
      }
      say(`${toRuns(answer.runs)} of “${job.name}” wait for their turn: one after the other, oldest first.`);
      onDone();
    } catch (error) {
      counted.value = null;
      const what = isDry ? 'Not counted' : 'Not started';
      refusal.value = `${what}. ${tellRefusal(error, { '/from': 'From', '/to': 'To' })}`;
    }
  }

  const runs = counted.value?.runs ?? 0;
  return (
    <Panel title="Backfill" onClose={onClose}>
      <p class="prose">
        Runs it for occurrences of the past, one after the other. What has succeeded already is left out.
      </p>
      <div class="columns">
        <WallClockField
          id="backfill-from"
          label="From"
          value={from}
          hint={`${zone} time`}
          onChange={forget}
        />
        <WallClockField id="backfill-to" label="To" value={to} hint="Included" onChange={forget} />
      </div>
      <p class="panel-answer" role="status">
        {counted.value && tellCount(counted.value)}
      </p>
      <PanelFoot refusal={refusal.value} onClose={onClose}>
        {runs > 0 ? (
          <ActionButton class="primary" onAct={() => ask(false)}>
            Start {toRuns(runs)}
          </ActionButton>
        ) : (
          <ActionButton class="primary" onAct={() => ask(true)}>
            Count them
          </ActionButton>
        )}
      </PanelFoot>
    </Panel>
  );
}

function tellCount({ occurrences, succeeded, unfinished, runs }: Backfill): string {
  if (occurrences === 0) return 'There is no occurrence in this stretch.';
  const left = [
    ...(succeeded > 0 ? [`${formatCount(succeeded)} succeeded already`] : []),
    ...(unfinished > 0 ? [`${formatCount(unfinished)} not ended yet`] : []),
  ];
  const all = `${formatCount(occurrences)} ${occurrences === 1 ? 'occurrence' : 'occurrences'}`;
  const rest = left.length > 0 ? ` (${left.join(', ')})` : '';
  return `${all}${rest}: ${runs === 0 ? 'nothing is left to run.' : `${toRuns(runs)} would start.`}`;
}

const toRuns = (count: number) => `${formatCount(count)} ${count === 1 ? 'run' : 'runs'}`;
