// The states of objectives for the metrics.
import type { Kysely } from 'kysely';
import { listObjectives } from '../store/objectives.ts';
import type { Database } from '../store/schema.ts';
import { viewObjective } from './objectives.ts';
import type { ObjectiveState } from './state-metrics.ts';

export async function readObjectiveStates(db: Kysely<Database>): Promise<ObjectiveState[]> {
  const objectives = (await listObjectives(db)).map(viewObjective);
  return objectives.map(({ tag, budget_left: budgetLeft, ...rates }) => ({
    tag,
    budgetLeft,
    burnRates: { '1h': rates.burn_rate_1h, '6h': rates.burn_rate_6h, '24h': rates.burn_rate_24h },
  }));
}
