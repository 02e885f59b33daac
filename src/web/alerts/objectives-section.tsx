// Lateness objectives of tags: what is reached, the budget left, and how fast it is used.
import type { Objective } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useQuery } from '../query.ts';
import { links } from '../router.ts';

const POLL_MS = 10_000;

export function ObjectivesSection() {
  const objectives = useQuery('objectives', () => api.objectives.list(), { mostMs: POLL_MS }).data.value;
  if (objectives === undefined) return null;
  return (
    <section aria-labelledby="objectives">
      <h2 id="objectives">Objectives</h2>
      {objectives.length === 0 && (
        <p class="muted">
          No objective is set. <code>PUT /objectives/{'{tag}'}</code> sets the share of runs that must begin
          in time.
        </p>
      )}
      <ul class="changes">
        {objectives.map((objective) => (
          <Entry key={objective.tag} objective={objective} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ objective }: { objective: Objective }) {
  const { tag, share, within_seconds, window_days, reached, budget_left, good, bad } = objective;
  const burn = [objective.burn_rate_1h, objective.burn_rate_6h, objective.burn_rate_24h].map((rate) =>
    rate === null ? '–' : Number(rate.toPrecision(2)),
  );
  return (
    <li class="audit-entry">
      <p>
        <a class="tag" href={links.jobs({ tag })}>
          <bdi>{tag}</bdi>
        </a>{' '}
        {percent(share)} of runs begin within {within_seconds} s, in {window_days} days
      </p>
      <p class={budget_left < 0 ? 'error' : undefined}>
        {reached === null
          ? 'No run yet.'
          : `Reached ${percent(reached)}, ${bad} of ${good + bad} late or missed. Budget left ${percent(budget_left)}.`}
      </p>
      <p class="muted">
        Burn rate {burn[0]} in 1 h, {burn[1]} in 6 h, {burn[2]} in 24 h
      </p>
    </li>
  );
}

/** With as many digits as tell 99.9 % from 99.99 %. */
function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))} %`;
}
