// Tests that outages of the database and the queue are recorded once they have ended, and only longer ones.
import { expect, test } from 'vitest';
import type { PartState } from '../readiness.ts';
import { listInterruptions } from '../store/interruptions.ts';
import { databaseNow } from '../store/open.ts';
import { useTestStore } from '../testing/store.ts';
import { createOutageWatch } from './outages.ts';

const store = useTestStore();

test('an outage of ten seconds or more is recorded when the part is ready again', async () => {
  let monotonicMs = 0;
  const watch = createOutageWatch(store.db, () => monotonicMs);
  const see = async (name: PartState['name'], reason: string | null) => {
    const part: PartState = { name, isReady: reason === null, reason };
    for (const kind of watch.kinds) await watch.observe(kind, [part]);
  };
  const now = await databaseNow(store.db);
  const recorded = async () => {
    const period = { from: now.subtract({ hours: 1 }), to: now.add({ hours: 1 }), limit: 10 };
    return (await listInterruptions(store.db, period)).map((one) => ({
      kind: one.kind,
      reason: one.reason,
      seconds: Math.round(one.ended_at!.since(one.started_at).total('seconds')),
    }));
  };

  // Not ready since the start.
  await see('consume', 'connecting');
  monotonicMs += 60_000;
  await see('consume', null);
  // A short outage.
  await see('consume', 'ECONNREFUSED');
  monotonicMs += 9_999;
  await see('consume', null);
  expect(await recorded()).toEqual([]);

  await see('write', null);
  await see('write', 'read-only');
  monotonicMs += 6_000;
  await see('write', 'connection lost');
  monotonicMs += 24_000;
  expect(await recorded()).toEqual([]);
  await see('write', null);
  expect(await recorded()).toEqual([{ kind: 'database_unreachable', reason: 'read-only', seconds: 30 }]);

  await see('consume', 'ECONNREFUSED');
  monotonicMs += 12_000;
  await see('consume', null);
  expect((await recorded()).map(({ kind }) => kind).sort()).toEqual([
    'database_unreachable',
    'queue_unreachable',
  ]);
});
