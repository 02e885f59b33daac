// The interface for tests in a real browser: a whole service, a target, and pages whose complaints are kept.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { ACTION_TIMEOUT_MS, launchBrowser } from './browser.ts';
import { buildPage } from './page.ts';
import type { TestService } from './service.ts';
import type { Target } from './target.ts';
import { useService } from './use-service.ts';

export interface Interface {
  service: TestService;
  target: Target;
  /** What pages wrote as an error or threw, of all tests of the file. */
  complaints: string[];
  /** A page of its own, still empty. */
  newPage: (options?: BrowserContextOptions) => Promise<Page>;
  /** A page of its own at a path of the service. */
  open: (path: string, options?: BrowserContextOptions) => Promise<Page>;
}

/** One for all tests of a suite. */
export function useInterface(environment: Record<string, string> = {}): Interface {
  const { service, target } = useService(environment);
  let browser: Browser | undefined;
  const complaints: string[] = [];
  beforeAll(async () => {
    [browser] = await Promise.all([launchBrowser(), buildPage()]);
  });
  afterAll(() => browser?.close());

  async function newPage(options?: BrowserContextOptions): Promise<Page> {
    const page = await browser!.newPage(options);
    page.setDefaultTimeout(ACTION_TIMEOUT_MS);
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    return page;
  }

  async function open(path: string, options?: BrowserContextOptions): Promise<Page> {
    const page = await newPage(options);
    await page.goto(service.url + path);
    return page;
  }

  return { service, target, complaints, newPage, open };
}
