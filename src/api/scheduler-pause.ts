// The routes of the scheduler pause.
import type { Context } from 'hono';
import type { serviceRoutes } from '../../openapi/service.ts';
import { insertAuditEntries } from '../store/audit-log.ts';
import {
  endSchedulerPause,
  findSchedulerPause,
  type SchedulerPause,
  saveSchedulerPause,
} from '../store/scheduler-pause.ts';
import { entryOf } from './audit-entries.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { runOnce } from './idempotency.ts';
import type { TransactionWrite } from './transaction.ts';

type PauseRoutes = Pick<typeof serviceRoutes, 'getMasterSwitch' | 'pausePlanning' | 'resumePlanning'>;

export function createPauseHandlers(deps: ApiDeps): Handlers<PauseRoutes> {
  async function writePause(c: Context, work: (write: TransactionWrite) => Promise<void>) {
    return await runOnce(deps, c, async (write) => {
      await work(write);
      return { body: view(await findSchedulerPause(write.trx)) };
    });
  }

  return {
    getMasterSwitch: async (c) => c.json(view(await findSchedulerPause(deps.reading)), 200),
    pausePlanning: async (c) => {
      const reason = c.req.valid('json').reason ?? null;
      const body = await writePause(c as Context, async (write) => {
        const { trx, now, actor } = write;
        const isNew = await saveSchedulerPause(trx, {
          since: now.toString({ smallestUnit: 'millisecond' }),
          actor,
          reason,
        });
        if (isNew)
          await insertAuditEntries(trx, [{ ...entryOf(write, 'scheduler.paused'), after: { reason } }]);
      });
      return c.json(body, 200);
    },
    resumePlanning: async (c) => {
      const body = await writePause(c as Context, async (write) => {
        if (await endSchedulerPause(write.trx))
          await insertAuditEntries(write.trx, [entryOf(write, 'scheduler.resumed')]);
      });
      return c.json(body, 200);
    },
  };
}

function view(pause: SchedulerPause | undefined) {
  return {
    paused: pause !== undefined,
    since: pause?.since ?? null,
    actor: pause?.actor ?? null,
    reason: pause?.reason ?? null,
  };
}
