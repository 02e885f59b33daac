// Test helper for browser tests: a service, a target, and pages that record errors.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { ACTION_TIMEOUT_MS, sharedBrowser } from './browser.ts';
import { buildPage } from './page.ts';
import type { TestService } from './service.ts';
import type { Target } from './target.ts';
import { useService } from './use-service.ts';

export interface Interface {
  service: TestService;
  target: Target;
  /** Console errors and exceptions of all pages in the file. */
  complaints: string[];
  /** A new empty page, which is closed after its test, or after the file if it is opened before all tests. */
  newPage: (options?: BrowserContextOptions) => Promise<Page>;
  /** A new page at a path of the service. */
  open: (path: string, options?: BrowserContextOptions) => Promise<Page>;
}

/** One instance for all tests of a suite. */
export function useInterface(environment: Record<string, string> = {}): Interface {
  const { service, target } = useService(environment);
  let browser: Browser | undefined;
  const complaints: string[] = [];
  const pages: Page[] = [];
  beforeAll(async () => {
    [browser] = await Promise.all([sharedBrowser(), buildPage()]);
  });
  // An open page goes on asking the service for changes, which costs the next tests time.
  let shared = 0;
  async function closePages(from: number): Promise<void> {
    await Promise.all(pages.splice(from).map((page) => page.context().close()));
  }
  beforeEach(() => {
    shared = pages.length;
  });
  afterEach(() => closePages(shared));
  afterAll(() => closePages(0));

  async function newPage(options?: BrowserContextOptions): Promise<Page> {
    const page = await browser!.newPage(options);
    pages.push(page);
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
