// The routes of lateness objectives.
import type { Context } from 'hono';
import type { objectiveRoutes } from '../../openapi/objectives.ts';
import type { Objective } from '../../openapi/schemas/objective.ts';
import { insertAuditEntries } from '../store/audit-log.ts';
import {
  type CountedObjective,
  type Counts,
  countObjectives,
  deleteObjective,
  listObjectives,
  lockObjective,
  type ObjectiveRow,
  resetCounts,
  saveObjective,
} from '../store/objectives.ts';
import { entryOf } from './audit-entries.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { viewInstant } from './instants.ts';
import { Problem } from './problems.ts';
import { runTransaction } from './transaction.ts';

const OBJECTIVES_AT_MOST = 100;

export function createObjectiveHandlers(deps: ApiDeps): Handlers<typeof objectiveRoutes> {
  const { reading } = deps;
  return {
    listObjectives: async (c) => c.json({ data: (await listObjectives(reading)).map(viewObjective) }, 200),
    getObjective: async (c) => {
      const [objective] = await listObjectives(reading, c.req.valid('param').tag);
      if (objective === undefined) throw noObjective();
      return c.json(viewObjective(objective), 200);
    },
    putObjective: async (c) => {
      const { tag } = c.req.valid('param');
      const input = c.req.valid('json');
      const body = await runTransaction(deps, c as Context, async (write) => {
        const { trx, now } = write;
        const stored = await lockObjective(trx, tag);
        if (stored === undefined && (await countObjectives(trx)) >= OBJECTIVES_AT_MOST)
          throw new Problem(
            409,
            `There are ${OBJECTIVES_AT_MOST} objectives, which is the limit. Delete one first.`,
          );
        const isCounted = stored?.within_seconds === input.within_seconds;
        if (!isCounted) await resetCounts(trx, tag);
        await saveObjective(trx, {
          ...input,
          tag,
          counted_since: isCounted ? stored.counted_since : now,
          created_at: stored?.created_at ?? now,
          updated_at: now,
        });
        const action = stored === undefined ? 'objective.created' : 'objective.updated';
        const before = stored === undefined ? {} : valuesOf(stored);
        await insertAuditEntries(trx, [{ ...entryOf(write, action), before, after: { tag, ...input } }]);
        const [objective] = await listObjectives(trx, tag);
        return viewObjective(objective!);
      });
      return c.json(body, 200);
    },
    deleteObjective: async (c) => {
      const { tag } = c.req.valid('param');
      await runTransaction(deps, c as Context, async (write) => {
        const stored = await lockObjective(write.trx, tag);
        if (stored === undefined) throw noObjective();
        await deleteObjective(write.trx, tag);
        await insertAuditEntries(write.trx, [
          { ...entryOf(write, 'objective.deleted'), before: valuesOf(stored) },
        ]);
      });
      return c.body(null, 204);
    },
  };
}

const noObjective = () => new Problem(404, 'This tag has no objective.');

function valuesOf({ tag, share, within_seconds, window_days }: ObjectiveRow) {
  return { tag, share, within_seconds, window_days };
}

export function viewObjective(objective: CountedObjective): Objective {
  const { share, window, hour, six_hours, day } = objective;
  return {
    ...valuesOf(objective),
    counted_since: viewInstant(objective.counted_since),
    ...window,
    reached: partOf(window, window.good),
    budget_left: round(1 - (burnRate(window, share) ?? 0)),
    burn_rate_1h: burnRate(hour, share),
    burn_rate_6h: burnRate(six_hours, share),
    burn_rate_24h: burnRate(day, share),
  };
}

/** The share of bad runs as a multiple of the allowed share. */
function burnRate(counts: Counts, share: number): number | null {
  const part = partOf(counts, counts.bad);
  return part === null ? null : round(part / (1 - share));
}

function partOf({ good, bad }: Counts, count: number): number | null {
  return good + bad === 0 ? null : round(count / (good + bad));
}

/** Without the noise of binary fractions. */
function round(value: number): number {
  return Number(value.toFixed(9));
}
