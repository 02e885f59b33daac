// Listens to a service's event stream, for tests of change notifications.
import { expect } from 'vitest';
import { contractFetch } from './contract.ts';
import { waitFor } from './wait.ts';

export interface Listener {
  /** Names of events, in order. */
  heard: string[];
  /** The newest event id. */
  id: number;
  /** The service ended the stream; false when the connection broke. */
  hasEnded: boolean;
  leave: () => void;
}

/** Opens a stream and returns once its first id has arrived. `lastId` is sent as `Last-Event-ID`. */
export async function listen(url: string, lastId?: number): Promise<Listener> {
  const headers = lastId === undefined ? {} : { 'last-event-id': String(lastId) };
  const response = await contractFetch(new Request(`${url}/events`, { headers }));
  expect(response.status).toBe(200);
  const reader = response.body!.getReader();
  const listener: Listener = { heard: [], id: 0, hasEnded: false, leave: () => void reader.cancel() };
  void read(reader, listener).then(
    () => {
      listener.hasEnded = true;
    },
    () => {},
  );
  await waitFor('the first id', () => listener.id > 0);
  return listener;
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>, listener: Listener): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    text += decoder.decode(chunk.value, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const id = /^id: (\d+)$/m.exec(block)?.[1];
      if (id !== undefined) {
        expect(Number(id), 'ids grow').toBeGreaterThanOrEqual(listener.id);
        listener.id = Number(id);
      }
      const name = /^event: (.*)$/m.exec(block)?.[1];
      if (name === undefined) continue;
      expect(block).toMatch(/^event: (runs|jobs)\nid: \d+\ndata: \{\}$/);
      listener.heard.push(name);
    }
  }
}

/** Waits for an event of each name, then clears the received events. */
export async function hear(listener: Listener, ...names: string[]): Promise<void> {
  await waitFor(names.join(' and '), () => names.every((name) => listener.heard.includes(name)));
  listener.heard.length = 0;
}

/** Waits until the service has reported two more changes to other listeners and none to this one. */
export async function waitForSilence(listener: Listener, url: string): Promise<void> {
  await waitFor('silence', async () => {
    listener.heard.length = 0;
    const before = listener.id;
    const probe = await listen(url);
    probe.leave();
    const next = await listen(url);
    next.leave();
    return listener.heard.length === 0 && next.id > probe.id && listener.id === before;
  });
}
