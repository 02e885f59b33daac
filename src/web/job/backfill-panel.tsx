// The panel that backfills past occurrences of a job: counts the runs first, then starts them.
import { useSignal } from '@preact/signals';
import type { Backfill, Job } from '../../../client/src/index.ts';
import { api, describeFieldErrors } from '../api.ts';
import { formatCount, formatCounted } from '../format/time.ts';
import { DAY_MS } from '../format/units.ts';
import { fromWallClock, toWallClock } from '../format/zone.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showMessage } from '../parts/messages.tsx';
import { Panel, PanelFoot, WallClockField } from '../parts/panel.tsx';

interface Props {
  job: Job;
  onClose: () => void;
  /** Called after the runs were started. */
  onDone: () => void;
}

export function BackfillPanel({ job, onClose, onDone }: Props) {
  const zone = job.timezone;
  const wallClockBefore = (ms: number) => toWallClock(new Date(Date.now() - ms).toISOString(), zone);
  const from = useSignal(wallClockBefore(DAY_MS));
  const to = useSignal(wallClockBefore(0));
  const counted = useSignal<Backfill | null>(null);
  const errorText = useSignal('');
  const reset = () => {
    counted.value = null;
    errorText.value = '';
  };

  async function send(isDryRun: boolean): Promise<void> {
    const [first, last] = [fromWallClock(from.value, zone), fromWallClock(to.value, zone)];
    if (first === undefined || last === undefined) {
      errorText.value = 'Fill in both From and To.';
      return;
    }
    try {
      const backfill = await api.jobs.backfill(job.id, { from: first, to: last, dry_run: isDryRun });
      errorText.value = '';
      if (isDryRun) {
        counted.value = backfill;
        return;
      }
      showMessage(
        `${formatCounted(backfill.runs, 'run')} of “${job.name}” queued. They run one after the other, oldest first.`,
      );
      onDone();
    } catch (error) {
      counted.value = null;
      const failureText = isDryRun ? 'Not counted' : 'Not started';
      errorText.value = `${failureText}. ${describeFieldErrors(error, { '/from': 'From', '/to': 'To' })}`;
    }
  }

  const runs = counted.value?.runs ?? 0;
  return (
    <Panel title="Backfill" onClose={onClose}>
      <p class="prose">
        Runs the job for past occurrences, one after the other. Occurrences that succeeded are left out.
      </p>
      <div class="columns">
        <WallClockField id="backfill-from" label="From" value={from} hint={`${zone} time`} onChange={reset} />
        <WallClockField id="backfill-to" label="To" value={to} hint="Included" onChange={reset} />
      </div>
      <p class="panel-result" role="status">
        {counted.value && describeCount(counted.value)}
      </p>
      <PanelFoot errorText={errorText.value} onClose={onClose}>
        {runs > 0 ? (
          <ActionButton class="primary" onAct={() => send(false)}>
            Start {formatCounted(runs, 'run')}
          </ActionButton>
        ) : (
          <ActionButton class="primary" onAct={() => send(true)}>
            Count runs
          </ActionButton>
        )}
      </PanelFoot>
    </Panel>
  );
}

function describeCount({ occurrences, succeeded, unfinished, runs }: Backfill): string {
  if (occurrences === 0) return 'No occurrences in this period.';
  const excluded = [
    ...(succeeded > 0 ? [`${formatCount(succeeded)} already succeeded`] : []),
    ...(unfinished > 0 ? [`${formatCount(unfinished)} unfinished`] : []),
  ];
  const all = formatCounted(occurrences, 'occurrence');
  const rest = excluded.length > 0 ? ` (${excluded.join(', ')})` : '';
  return `${all}${rest}: ${runs === 0 ? 'nothing to run.' : `${formatCounted(runs, 'run')} would start.`}`;
}
