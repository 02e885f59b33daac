// Launches Chromium for tests, once per Vitest worker or for one file, and delays its requests.
import { type Browser, chromium, type Page, type Route } from 'playwright-core';
import { chromiumPath } from './backends.ts';

/** Longer than any action takes on a busy machine: only an action that never succeeds reaches it. */
export const ACTION_TIMEOUT_MS = 120_000;

let shared: Promise<Browser> | undefined;

/** The browser of this Vitest worker, which ends with the worker: a launch takes a second of processor time. */
export async function sharedBrowser(): Promise<Browser> {
  const launched = await shared;
  if (launched?.isConnected()) return launched;
  shared = launchBrowser();
  return await shared;
}

export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
    timeout: ACTION_TIMEOUT_MS,
    executablePath: chromiumPath!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

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
