// The routes of the service itself: health, readiness, the OpenAPI document and the pages.
import { createDocument } from '../../openapi/document.ts';
import type { serviceRoutes } from '../../openapi/service.ts';
import { databaseNow } from '../store/open.ts';
import { explorerPage } from './explorer.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { withTimeLimit } from './time-limit.ts';
import { serveWebPage } from './web-page.ts';

type ServiceRoutes = Omit<typeof serviceRoutes, 'getMasterSwitch' | 'pausePlanning' | 'resumePlanning'>;

export function createServiceHandlers({ db, queue }: ApiDeps): Handlers<ServiceRoutes> {
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
    getDocs: (c) => c.html(explorerPage, 200),
    getPage: serveWebPage,
  };
}

async function check(probe: Promise<unknown>): Promise<'ok' | 'unreachable'> {
  return (await withTimeLimit(probe)) ? 'ok' : 'unreachable';
}
