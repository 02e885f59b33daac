// Launches Chromium for tests.
import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from './backends.ts';

export { chromiumPath };

export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({
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
