// Runs one peer in a process of its own: `peer-process.ts <name> <options as JSON>`.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { serve } from '../rpc.ts';
import { createHistory, type Peer, type PeerOptions } from './peer.ts';

/** An id of version 7 that holds the due instant, as the service's runs have it. */
function idAt(dueAt: number): string {
  const hex = dueAt.toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const [name, text] = process.argv.slice(2);
const options = JSON.parse(text!) as PeerOptions;
const pool = new pg.Pool({ connectionString: options.postgresUrl, max: 1 });
await createHistory(pool);
await pool.end();
const { start } = (await import(`./${name}.ts`)) as { start: (options: PeerOptions) => Promise<Peer> };
const peer = await start(options);

const handlers = {
  schedule: async ({ dueAt, count }: { dueAt: number; count: number }) => {
    await peer.schedule({ dueAt, ids: Array.from({ length: count }, () => idAt(dueAt)) });
  },
  countEnded: async (burst: { dueAt: number; count: number }) => await peer.countEnded(burst),
};
export type PeerHandlers = typeof handlers;
serve(handlers);
