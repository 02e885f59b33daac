// Launches Chromium for tests.
import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from './backends.ts';

/** Longer than any action takes on a busy machine: only an action that never succeeds reaches it. */
export const ACTION_TIMEOUT_MS = 120_000;

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
