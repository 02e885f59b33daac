// Test helper: checks a drawn page in both themes and two widths for accessibility and text that does not fit.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');

export const phone = { width: 360, height: 740 };
export const desktop = { width: 1280, height: 800 };

/**
 * Returns what is wrong with the page, light and dark, at the given widths: loading it once for each would take four times
 * as long. The page needs reduced motion, because axe measures a color in the middle of its transition.
 * @param scope the part of the page that differs from pages checked before
 */
export async function checkPage(page: Page, scope = 'html', viewports = [phone, desktop]): Promise<string[]> {
  const found: string[] = [];
  for (const viewport of viewports) {
    await page.setViewportSize(viewport);
    await settle(page);
    const problems = [...(await violations(page, scope)), ...(await page.evaluate(findMisfits))];
    // The page is the same in the dark theme, except for its colors.
    await page.emulateMedia({ colorScheme: 'dark' });
    problems.push(...(await violations(page, scope, ['color-contrast'])));
    await page.emulateMedia({ colorScheme: 'light' });
    found.push(...problems.map((problem) => `at ${viewport.width} px: ${problem}`));
  }
  return found;
}

/** Waits until the DOM has not changed for 200 ms, at most 3 s. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let timer = setTimeout(done, 200);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(done, 200);
        });
        const last = setTimeout(done, 3_000);
        function done() {
          observer.disconnect();
          clearTimeout(last);
          resolve();
        }
        observer.observe(document.body, { childList: true, subtree: true });
      }),
  );
}

/** Violations of the given rules of axe, or of every rule, in the element of the selector `scope`. */
async function violations(page: Page, scope: string, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const results = await page.evaluate(
    async ([context, options]) =>
      await (
        globalThis as unknown as { axe: { run(context: object, options: object): Promise<AxeResults> } }
      ).axe.run(context, options),
    [
      { include: [[scope]] },
      // Without details of the rules that pass, and without a second download of the style sheets.
      { resultTypes: ['violations'], preload: false, selectors: false, ...(rules && { runOnly: rules }) },
    ] as const,
  );
  return results.violations.map(
    ({ id, help, nodes }) =>
      `${id} (${help}): ${nodes
        .slice(0, 3)
        .map(({ html }) => html.slice(0, 160))
        .join(' | ')}`,
  );
}

/** Runs in the page: what is wider than its place, and text that is cut without a title that has all of it. */
function findMisfits(): string[] {
  const { scrollWidth, clientWidth } = document.documentElement;
  const found = scrollWidth > clientWidth ? [`is ${scrollWidth} px wide on a page of ${clientWidth} px`] : [];
  const name = (element: Element) => element.outerHTML.slice(0, 160);
  for (const element of document.querySelectorAll<HTMLElement>('body *')) {
    const excess = element.scrollWidth - element.clientWidth;
    if (
      excess <= 1 ||
      element.clientWidth === 0 ||
      element.matches('select, input, textarea, .unseen, .unseen *')
    )
      continue;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const { overflowX } = getComputedStyle(element);
    const isText = element.textContent.trim() !== '';
    if ((overflowX === 'hidden' || overflowX === 'clip') && isText && element.closest('[title]') === null)
      found.push(`cuts a text that no title shows: ${name(element)}`);
    if (overflowX === 'visible' && element.matches('td, th, dd, p, button, nav a, h1, h2, label'))
      found.push(`${excess} px do not fit: ${name(element)}`);
  }
  return found.slice(0, 5);
}
