// What somebody should look at: what keeps the service from working, jobs that have stopped, and failures by error.
import { useRef } from 'preact/hooks';
import type { Failures, Stats, System } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { useLive } from '../live.ts';
import { Mark } from '../parts/status.tsx';
import { links } from '../router.ts';
import { FailureGroup } from './failure-group.tsx';
import { StoppedJobs } from './stopped-jobs.tsx';
import { findTroubles } from './troubles.ts';
import { tellWindow } from './window-choice.tsx';

/** As many as stand beside what is next up. */
const GROUPS = 4;

interface Props {
  stats: Stats | undefined;
  system: System | undefined;
  window: Stats['window'];
}

export function Attention({ stats, system, window }: Props) {
  const live = useLive(`failures ${window}`, () => api.failures({ window }), {
    on: ['runs'],
    leastMs: 10_000,
  });
  const last = useRef<Failures>(undefined);
  const failures = live.data.value ?? last.current;
  last.current = failures;
  const troubles = findTroubles(system);
  const stopped = stats?.jobs.failed ?? 0;
  return (
    <section class="attention" aria-labelledby="attention">
      <h2 id="attention">Needs attention</h2>
      {troubles.length > 0 && (
        <ul>
          {troubles.map(({ what, note, link }) => (
            <li key={what}>
              <p class="attention-what">
                <Mark name="failed" /> {link === undefined ? what : <a href={link}>{what}</a>}
              </p>
              <p class="attention-note">{note}</p>
            </li>
          ))}
        </ul>
      )}
      {stopped > 0 && <StoppedJobs count={stopped} />}
      {failures === undefined || stats === undefined ? (
        <div class="skeleton" />
      ) : (
        <>
          <Standing
            failures={failures}
            failing={stats.jobs.failing}
            isTroubled={troubles.length > 0 || stopped > 0}
          />
          <Groups failures={failures} />
        </>
      )}
    </section>
  );
}

/** What the failures below mean now; without any, that all is well. */
function Standing({
  failures: { groups, window },
  failing,
  isTroubled,
}: {
  failures: Failures;
  failing: number;
  isTroubled: boolean;
}) {
  const span = tellWindow(window);
  if (failing > 0) {
    return (
      <p class="standing-line">
        <a href={links.jobs({ failing: 'true' })}>
          {failing === 1 ? 'One job is' : `${formatCount(failing)} jobs are`} failing
        </a>{' '}
        now.{groups.length > 0 && ` In ${span}:`}
      </p>
    );
  }
  if (groups.length > 0) return <p class="standing-line">No job is failing now. In {span}:</p>;
  if (isTroubled) return <p class="standing-line muted">No run has failed in {span}.</p>;
  return (
    <p class="standing-line">
      <Mark name="succeeded" /> All is well: no run has failed in {span}.
    </p>
  );
}

function Groups({ failures: { groups, sampled } }: { failures: Failures }) {
  if (groups.length === 0) return null;
  const rest = groups.length - GROUPS;
  return (
    <>
      <ul>
        {groups.slice(0, GROUPS).map((group) => (
          <FailureGroup key={`${group.code} ${group.status_code} ${group.target_host}`} group={group} />
        ))}
      </ul>
      {(rest > 0 || sampled) && (
        <p class="attention-rest">
          <a href={links.runs({ status: 'failed' })}>
            {rest > 0
              ? `${rest} more ${rest === 1 ? 'reason' : 'reasons'}: all failed runs`
              : 'All failed runs'}
          </a>
          {sampled && <span class="muted"> Told from the newest 2 000.</span>}
        </p>
      )}
    </>
  );
}
