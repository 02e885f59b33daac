// The bare ceiling: a loop over undici's `dispatch`, from memory, with nothing stored.
import { CONNECTIONS, type Peer, type PeerOptions } from './peer.ts';
import { createPoster } from './post.ts';

export const settings = `Agent.dispatch, ${CONNECTIONS} connections, nothing stored`;

export async function start({ targetUrl }: PeerOptions): Promise<Peer> {
  const post = createPoster(targetUrl, CONNECTIONS);
  const answered = new Map<number, number>();
  return {
    schedule: async ({ dueAt, ids }) => {
      const next = ids.values();
      const send = async () => {
        for (const id of next) {
          await post(id);
          answered.set(dueAt, (answered.get(dueAt) ?? 0) + 1);
        }
      };
      setTimeout(() => Array.from({ length: CONNECTIONS }, send), dueAt - Date.now() + 1);
    },
    countEnded: async ({ dueAt }) => answered.get(dueAt) ?? 0,
  };
}
