// The routes of the service itself: health, readiness, the contract, and the pages.

import { createDocument } from '../../openapi/document.ts';
import type { serviceRoutes } from '../../openapi/service.ts';
import { databaseNow } from '../store/open.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { docsPage, readWebPage } from './static-files.ts';

const CHECK_MS = 2_000;

type OwnRoutes = Omit<typeof serviceRoutes, 'getMasterSwitch' | 'pausePlanning' | 'resumePlanning'>;

export function createServiceHandlers({ db, queue }: ApiDeps): Handlers<OwnRoutes> {
  const document = JSON.parse(JSON.stringify(createDocument())) as { openapi: string };
  return {
    getHealth: (c) => c.json({ status: 'ok' as const }, 200),
    getReadiness: async (c) => {
      const [database, queueState] = await Promise.all([check(databaseNow(db)), check(queue.ping())]);
      const isReady = database === 'ok' && queueState === 'ok';
      if (isReady) return c.json({ status: 'ok' as const, database, queue: queueState }, 200);
      return c.json({ status: 'unreachable' as const, database, queue: queueState }, 503);
    },
    getDocument: (c) => c.json(document, 200),
    getDocs: (c) => c.html(docsPage, 200),
    getPage: async (c) => {
      // Names the files of one build: the next build has others.
      c.header('cache-control', 'no-cache');
      return c.html(await readWebPage(), 200);
    },
  };
}

async function check(answer: Promise<unknown>): Promise<'ok' | 'unreachable'> {
  const late = new Promise<never>((_, reject) => setTimeout(reject, CHECK_MS).unref());
  return await Promise.race([answer, late]).then(
    () => 'ok',
    () => 'unreachable',
  );
}
