// Tests of a long list in Chromium: draws only rows near the viewport, and frees the others.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { useInterface } from '../../testing/interface.ts';

const JOBS = 800;

describe('in Chromium', () => {
  const { service, complaints, open } = useInterface();

  beforeAll(async () => {
    for (let from = 0; from < JOBS; from += 100)
      await service.scheduler.jobs.batch(
        Array.from({ length: 100 }, (_, index) => ({
          name: `Row ${String(from + index).padStart(3, '0')}`,
          ...(from + index === 0 && { tags: ['first', 'a,b'], description: '=1+1' }),
          target: 'https://billing.acme.example/books/close',
          schedule_type: 'cron' as const,
          cron_expression: '0 0 1 1 *',
        })),
      );
  });

  test('scrolls to the end and back, and keeps only the rows near the viewport', async () => {
    const page = await open('/jobs?sort=name');
    await page.getByRole('link', { name: 'Row 000' }).waitFor();
    // Every drawn row has its strip.
    await page.locator('[data-row]').nth(20).getByRole('img').waitFor();
    const before = await countNodes(page);
    await scroll(page, 600, `Row ${JOBS - 1}`);
    await scroll(page, -600, 'Row 000');
    await expect.poll(() => page.locator('[data-row]').count()).toBeLessThan(60);
    // Each row has more than ten nodes; keeping all rows would exceed this limit.
    expect((await countNodes(page)) - before).toBeLessThan(2 * JOBS);
    expect(complaints).toEqual([]);
  });

  test('draws rows at once after a jump, and none while each frame shows other rows', async () => {
    const page = await open('/jobs?sort=name');
    await page.getByRole('link', { name: 'Row 000' }).waitFor();
    // Loads all pages.
    await scroll(page, 600, `Row ${JOBS - 1}`);
    const shown = await page.evaluate(async () => {
      const nextFrame = () => new Promise(requestAnimationFrame);
      /** Moves the page in each of that many frames; returns whether the last one shows rows everywhere. */
      const move = async (frames: number, by: number) => {
        for (let frame = 0; frame < frames; frame++) {
          scrollBy(0, by);
          await nextFrame();
        }
        const points = [innerHeight / 4, innerHeight / 2, innerHeight - 100];
        return points.every((y) => document.elementFromPoint(300, y)?.closest('[data-row]'));
      };
      const jump = await move(1, -20_000);
      await move(2, 0);
      const pageDown = await move(1, innerHeight * 0.9);
      const fast = await move(6, innerHeight * 1.5);
      const stopped = await move(2, 0);
      return { jump, pageDown, fast, stopped };
    });
    expect(shown).toEqual({ jump: true, pageDown: true, fast: false, stopped: true });
    expect(complaints).toEqual([]);
  });

  // Rows are 36 px high on a desktop, and higher on a phone.
  test.each([1_280, 360])('returns to the same rows after a visit of a job at %i px', async (width) => {
    const page = await open('/jobs?sort=name', { viewport: { width, height: 740 } });
    await page.getByRole('link', { name: 'Row 000' }).waitFor();
    await scroll(page, 600, 'Row 500');
    const position = await page.evaluate(() => scrollY);
    const row = page.getByRole('link', { name: 'Row 500', exact: true });
    // A click would scroll to a row that is drawn outside the viewport.
    await row.dispatchEvent('click');
    await page.getByRole('heading', { name: 'Row 500' }).waitFor();
    await page.goBack();
    await row.waitFor();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(position);
    expect(complaints).toEqual([]);
  });

  test('exports every job that matches, and filters by the tag of a row', async () => {
    const page = await open('/jobs?sort=name');
    const exported = async (kind: RegExp) => {
      await page.getByRole('button', { name: 'Export jobs' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('menuitem', { name: kind }).click();
      const file = await download;
      return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')] as const;
    };
    const [name, lines] = await exported(/^NDJSON/);
    expect([name, lines.trimEnd().split('\n').length]).toEqual(['jobs.ndjson', JOBS]);
    await page.getByRole('link', { name: 'first', exact: true }).click();
    await page.getByText('1 job', { exact: true }).waitFor();
    const [, csv] = await exported(/^CSV/);
    expect(csv.split('\r\n')).toHaveLength(3);
    // A spreadsheet must not calculate the description.
    expect(csv).toContain(`,Row 000,'=1+1,`);
    expect(csv).toContain('"[""first"",""a,b""]"');
    expect(complaints).toEqual([]);
  });

  test('includes rows outside the viewport in shortcuts and selections', async () => {
    const page = await open('/jobs?sort=name');
    await page.getByRole('checkbox', { name: 'Select Row 000' }).click();
    await page.keyboard.press('j');
    await scroll(page, 600, `Row ${JOBS - 1}`);
    await page.getByRole('checkbox', { name: `Select Row ${JOBS - 1}` }).click({ modifiers: ['Shift'] });
    await page.getByText(`${JOBS} jobs selected`).waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('x');
    await page.getByText(`${JOBS - 1} jobs selected`).waitFor();
    await page.getByRole('checkbox', { name: `Select Row ${JOBS - 2}`, checked: false }).waitFor();
    expect(complaints).toEqual([]);
  });
});

/** Scrolls by `step` pixels per frame until the row with that name is drawn. */
async function scroll(page: Page, step: number, name: string): Promise<void> {
  await page.waitForFunction(
    ([by, title]) => {
      scrollBy(0, by);
      return document.querySelector(`[data-row] a[title="${title}"]`) !== null;
    },
    [step, name] as const,
  );
}

/** Counts all DOM nodes in memory, including detached ones. */
async function countNodes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'Nodes')!.value;
}
