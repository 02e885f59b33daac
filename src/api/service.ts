// The routes of the service itself: health, readiness, the OpenAPI document and the pages.
import { createDocument } from '../../openapi/document.ts';
import type { PartReadiness } from '../../openapi/schemas/readiness.ts';
import type { serviceRoutes } from '../../openapi/service.ts';
import type { PartState } from '../readiness.ts';
import { databaseNow } from '../store/open.ts';
import { explorerPage } from './explorer.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { withTimeLimit } from './time-limit.ts';
import { serveWebPage } from './web-page.ts';

type ServiceRoutes = Omit<typeof serviceRoutes, 'getMasterSwitch' | 'pausePlanning' | 'resumePlanning'>;

export function createServiceHandlers({ db, queue, readiness, instance }: ApiDeps): Handlers<ServiceRoutes> {
  // Converted once: the document is large, and requires no key.
  const document = JSON.stringify({ ...createDocument(), servers: [{ url: instance.basePath || '/' }] });
  return {
    getHealth: (c) => c.json({ status: 'ok' as const }, 200),
    getReadiness: async (c) => {
      const [database, queueState] = await Promise.all([check(databaseNow(db)), check(queue.ping())]);
      const parts = readiness.list().map(viewPart);
      const state = { database, queue: queueState, parts };
      if (database !== 'ok' || queueState !== 'ok')
        return c.json({ status: 'unreachable' as const, ...state }, 503);
      const isReady = parts.every(({ status }) => status === 'ok');
      return isReady
        ? c.json({ status: 'ok' as const, ...state }, 200)
        : c.json({ status: 'not_ready' as const, ...state }, 503);
    },
    getDocument: (c) => c.newResponse(document, 200, { 'content-type': 'application/json' }) as never,
    getDocs: (c) => c.html(explorerPage, 200),
    getPage: (c) => serveWebPage(c, instance),
  };
}

export function viewPart({ name, isReady, reason }: PartState): PartReadiness {
  return { name, status: isReady ? 'ok' : 'not_ready', reason };
}

async function check(probe: Promise<unknown>): Promise<'ok' | 'unreachable'> {
  return (await withTimeLimit(probe)) ? 'ok' : 'unreachable';
}
