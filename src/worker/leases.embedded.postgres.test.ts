// Tests leases whose claim was answered late: renewed before the request, or lost.
import { expect, onTestFinished, test } from 'vitest';
import { claimRuns } from '../store/claims.ts';
import { newId } from '../store/ids.ts';
import { queueDueRuns } from '../testing/claiming.ts';
import { useTestStore } from '../testing/store.ts';
import { createLeases, LEASE_LOST } from './leases.ts';

const store = useTestStore();
const running = new AbortController().signal;
/** As if PostgreSQL had answered the claim after an outage of half a minute. */
const requestedLongAgo = () => performance.now() - 30_000;

async function claimedLeases(count: number) {
  const { runIds } = await queueDueRuns(store, count);
  const token = newId();
  const { claimed } = await claimRuns(store.hot, runIds, token);
  expect(claimed).toHaveLength(count);
  const leases = createLeases(store.hot, (error) => expect.fail(String(error)));
  onTestFinished(() => leases.stop());
  return { leases, held: runIds.map((id) => leases.hold(id, token, requestedLongAgo())) };
}

test('leases of a claim that was answered late are confirmed together and can be used', async () => {
  const { leases, held } = await claimedLeases(20);
  expect(held.every((lease) => lease.validUntil < performance.now())).toBe(true);
  const confirmed = await Promise.all(held.map((lease) => leases.confirm(lease, running)));
  expect(new Set(confirmed)).toEqual(new Set([true]));
  expect(held.every((lease) => lease.validUntil > performance.now())).toBe(true);
});

test('a lease that another process took over is not confirmed', async () => {
  const { leases, held } = await claimedLeases(1);
  await store.db.updateTable('live_runs').set({ lease_token: newId() }).execute();
  expect(await leases.confirm(held[0]!, running)).toBe(false);
  expect(held[0]!.giveUp.signal.reason).toBe(LEASE_LOST);
});

test('a stopping worker does not wait for a confirmation', async () => {
  const { leases, held } = await claimedLeases(1);
  expect(await leases.confirm(held[0]!, AbortSignal.abort())).toBe(false);
});
