// The route of interruptions of the service.
import type { interruptionRoutes } from '../../openapi/interruptions.ts';
import { listInterruptions } from '../store/interruptions.ts';
import { databaseNow } from '../store/open.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { parseInstant, viewInstant, viewNullableInstant } from './instants.ts';

const LISTED_AT_MOST = 1_000;

export function createInterruptionHandlers({ reading }: ApiDeps): Handlers<typeof interruptionRoutes> {
  return {
    listInterruptions: async (c) => {
      const query = c.req.valid('query');
      const now = await databaseNow(reading);
      const to = parseInstant(query.to ?? null) ?? now;
      const from = parseInstant(query.from ?? null) ?? to.subtract({ hours: 24 });
      const found = await listInterruptions(reading, { from, to, limit: LISTED_AT_MOST });
      const data = found.map(({ kind, started_at, ended_at, actor, reason }) => ({
        kind,
        from: viewInstant(started_at),
        until: viewNullableInstant(ended_at),
        actor,
        reason,
      }));
      return c.json({ data }, 200);
    },
  };
}
