// Test helper: delays the responses of the job list until they are released.
import type { Page, Route } from 'playwright-core';

/** Delays the page's requests for the job list; returns a function that releases them. */
export async function delayJobList(page: Page): Promise<() => Promise<void>> {
  const delayed: Route[] = [];
  const isList = (url: URL) => url.pathname === '/jobs';
  const delay = (route: Route) =>
    route.request().resourceType() === 'fetch' && route.request().method() === 'GET'
      ? void delayed.push(route)
      : route.continue();
  await page.route(isList, delay);
  return async () => {
    await page.unroute(isList);
    for (const route of delayed) await route.continue().catch(() => undefined);
  };
}
