// For tests: the answers of the list come when they are let go.
import type { Page, Route } from 'playwright-core';

/** Holds what the list asks for; returns what lets it go. */
export async function holdList(page: Page): Promise<() => Promise<void>> {
  const held: Route[] = [];
  const isList = (url: URL) => url.pathname === '/jobs';
  const hold = (route: Route) =>
    route.request().resourceType() === 'fetch' && route.request().method() === 'GET'
      ? void held.push(route)
      : route.continue();
  await page.route(isList, hold);
  return async () => {
    await page.unroute(isList);
    for (const route of held) await route.continue().catch(() => undefined);
  };
}
