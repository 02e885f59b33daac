// The contenders of a burst: the service, its peers in both modes, and a bare undici loop.
import { readFileSync } from 'node:fs';
import type { Running } from './burst.ts';
import type { Ground } from './ground.ts';
import { startOurs } from './ours.ts';
import type { PeerOptions } from './peers/peer.ts';
import type { PeerHandlers } from './peers/peer-process.ts';
import { startChild } from './rpc.ts';

export type PeerName = 'graphile-worker' | 'pg-boss' | 'agenda' | 'bullmq' | 'undici';

export interface Contender {
  name: string;
  peer: PeerName | 'ours';
  work: 'same' | 'shipped' | 'none';
  settings: string;
  databaseUrl: string;
  start: () => Promise<Running>;
}

export async function makeOurs(ground: Ground): Promise<Contender> {
  const databaseUrl = await ground.makeMonth('ours');
  const redisUrl = ground.nextRedisUrl();
  return {
    name: 'scheduler-service',
    peer: 'ours',
    work: 'same',
    settings: 'default settings, PostgreSQL + Redis, one worker process and one API process',
    databaseUrl,
    start: async () => (await startOurs({ ground, databaseUrl, redisUrl })).asRunning(),
  };
}

/** A database of its own per peer and work; they share the servers, and take turns. */
export async function makePeer(
  ground: Ground,
  peer: PeerName,
  work: PeerOptions['work'],
): Promise<Contender> {
  const postgresUrl = await ground.makeDatabase(`${peer.replaceAll('-', '_')}_${work}`);
  const options: PeerOptions = {
    postgresUrl,
    redisUrl: ground.nextRedisUrl(),
    targetUrl: ground.targetUrl,
    work,
  };
  const { settings } = (await import(`./peers/${peer}.ts`)) as { settings: string };
  const isBare = peer === 'undici';
  const suffix = work === 'same' ? ', same work' : ', as shipped';
  return {
    name: isBare ? 'bare undici loop' : peer + suffix,
    peer,
    work: isBare ? 'none' : work,
    settings: `${peer} ${versionOf(peer)}: ${settings}`,
    databaseUrl: postgresUrl,
    start: async () => {
      const child = await startChild<PeerHandlers>(new URL('peers/peer-process.ts', import.meta.url), [
        peer,
        JSON.stringify(options),
      ]);
      ground.stack.defer(async () => await child.end());
      return {
        schedule: async (burst) => await child.call('schedule', burst),
        countEnded: async (burst) => await child.call('countEnded', burst),
        workerPids: [child.pid],
        aheadMs: 1_000,
        countErrors: () => 0,
        end: child.end,
      };
    },
  };
}

function versionOf(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
