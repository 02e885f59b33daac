// The faults of a simulated day: crashes around writes, freezes, cuts, outages, clock steps, a queue that forgets.
import { LEASE_SECONDS } from '../../src/store/claims.ts';
import type { Cluster, Member, Name } from './cluster.ts';
import { NAMES, WORKERS } from './cluster.ts';

type Fault = (cluster: Cluster, member: Member, untilMs: number) => string;

/** Each returns what it does, for the log. Its effect ends by `untilMs`. */
const FAULTS: readonly Fault[] = [
  (cluster, { life }) => {
    cluster.crash(life, 'at once');
    return 'crash';
  },
  ...[true, false, true, false].map(
    (isBefore): Fault =>
      ({ timeline: { random } }, { life }) => {
        life.crashAtWrite = { after: random.between(0, 6), isBefore };
        return `${life.name} will crash ${isBefore ? 'before' : 'after'} a write`;
      },
  ),
  (_, { life }) => {
    life.losesResponse = true;
    return `${life.name} will lose a response`;
  },
  ({ timeline }, { life }, untilMs) => {
    if (life.name === 'api') return 'nothing';
    life.frozenUntilMs = drawEnd(timeline, 20_000, 35_000, untilMs);
    return `${life.name} is frozen until ${life.frozenUntilMs}`;
  },
  ({ timeline }, { life }, untilMs) => {
    const isRefused = timeline.random.next() < 0.5;
    life.cutOff = { untilMs: drawEnd(timeline, 15_000, 30_000, untilMs), isRefused };
    return `${life.name} is cut off until ${life.cutOff.untilMs}, ${isRefused ? 'refused' : 'in silence'}`;
  },
  ({ timeline, server }, _, untilMs) => {
    const endMs = drawEnd(timeline, 500, 15_000, untilMs);
    server.stopUntil(endMs);
    return `the database is down until ${endMs}`;
  },
  ({ broker }) => {
    broker.wipe();
    return 'the queue forgets its messages';
  },
  ({ timeline, broker }, _, untilMs) => {
    const endMs = drawEnd(timeline, 1_000, 20_000, untilMs);
    broker.stopUntil(endMs);
    return `the queue is down until ${endMs}`;
  },
  ({ timeline: { random } }, { life }) => {
    life.wallOffsetMs += random.between(-300_000, 300_000);
    return `${life.name}: its clock is off by ${life.wallOffsetMs} ms`;
  },
  ({ timeline: { random }, server }) => {
    const ms = random.between(-9_000, 9_000);
    server.step(ms);
    return `the database's clock is set by ${ms} ms`;
  },
  (cluster, member) => {
    const { members, timeline, log } = cluster;
    const { life } = member;
    const name = life.name as Name;
    void member.stop().then(() => {
      if (!life.isAlive) return;
      life.isAlive = false;
      members.delete(name);
      log(`${name} has stopped`);
      timeline.after(timeline.random.between(100, 3_000), () => cluster.start(name));
    });
    return `${name} is told to stop`;
  },
];

function drawEnd(timeline: Cluster['timeline'], leastMs: number, mostMs: number, untilMs: number): number {
  const { random } = timeline;
  // Half of them are short.
  const ms = random.next() < 0.5 ? random.between(500, leastMs) : random.between(leastMs, mostMs);
  return Math.min(untilMs, timeline.now() + ms);
}

/** Injects faults at random moments until `untilMs`, when all of them end. */
export async function injectFaults(cluster: Cluster, untilMs: number): Promise<void> {
  const { timeline, broker, network, members, log } = cluster;
  const { random } = timeline;
  broker.isFaulty = random.next() < 0.7;
  network.isFaulty = random.next() < 0.7;
  cluster.restartMs = () => Math.max(0, Math.min(random.between(500, 15_000), untilMs - timeline.now()));
  const meanMs = random.between(2_000, 12_000);
  while (timeline.now() < untilMs) {
    await timeline.runUntil(Math.min(untilMs, timeline.now() + random.between(0, 2 * meanMs)));
    const member = members.get(random.pick(NAMES));
    if (member === undefined || timeline.now() >= untilMs) continue;
    log(`fault: ${random.pick(FAULTS)(cluster, member, untilMs)}`);
  }
  broker.isFaulty = false;
  network.isFaulty = false;
  for (const { life } of members.values()) {
    life.crashAtWrite = undefined;
    life.losesResponse = false;
    life.wallOffsetMs = 0;
  }
}

/**
 * Freezes one worker after the other for longer than a lease, and nothing else: the others record its attempts as lost
 * and repeat them, and its own results come while the repeats are in progress.
 */
export async function freezeWorkers(cluster: Cluster, untilMs: number): Promise<void> {
  const { timeline, members, log } = cluster;
  const { random } = timeline;
  const leaseMs = LEASE_SECONDS * 1_000;
  // Rescue needs a lease of undisturbed heartbeats since the last fault.
  const pauseMs = () => random.between(5_000, 15_000);
  await timeline.runUntil(timeline.now() + pauseMs());
  while (timeline.now() < untilMs) {
    const { life } = members.get(random.pick(WORKERS))!;
    life.frozenUntilMs = timeline.now() + leaseMs + random.between(2_000, 18_000);
    log(`fault: ${life.name} is frozen until ${life.frozenUntilMs}`);
    await timeline.runUntil(life.frozenUntilMs + pauseMs());
  }
}
