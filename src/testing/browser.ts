// A real browser, where this machine has one.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Undefined where there is none; with REQUIRE_FOOTINGS=all its absence is an error when it is launched. */
export const chromiumPath =
  process.env['CHROMIUM'] ??
  places.find((place) => existsSync(place)) ??
  (process.env['REQUIRE_FOOTINGS'] === 'all' ? places[0] : undefined);

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
