// Tests that slices of time cover a range without gaps, follow the time of the statements, and end.
import { expect, test } from 'vitest';
import { isTimeout } from './errors.ts';
import { readBackward, type Slice } from './slices.ts';

const now = Temporal.Now.instant();
const daysAgo = (days: number) => now.subtract({ hours: 24 * days });

/** The slices of a range, if each statement takes so many milliseconds, until `isFull`. */
async function slicesOf(
  range: Slice,
  oldest: Temporal.Instant | undefined,
  tookMs: (slice: number) => number,
  isFull: (slice: number) => boolean = () => false,
): Promise<Slice[]> {
  const slices: Slice[] = [];
  let time = 0;
  const read = async (slice: Slice) => {
    time += tookMs(slices.length);
    slices.push(slice);
    return isFull(slices.length);
  };
  await readBackward(
    range,
    async () => oldest,
    read,
    () => time,
  );
  return slices;
}

const hoursOf = (slices: Slice[]) =>
  slices.map(({ from, to }) => (to!.epochMilliseconds - from!.epochMilliseconds) / 3_600_000);

test('quick statements read more and more, slow ones less', async () => {
  const quick = await slicesOf({ from: undefined, to: now }, daysAgo(30), () => 1);
  expect(hoursOf(quick)).toEqual([24, 96, 384, 216]);
  const slow = await slicesOf({ from: daysAgo(2), to: now }, daysAgo(30), (slice) => 400 / 2 ** slice);
  expect(hoursOf(slow)).toEqual([24, 12, 6, 3, 1.5, 1.5]);
  for (const slices of [quick, slow]) {
    for (const [index, { to }] of slices.entries())
      expect(to).toEqual(index === 0 ? now : slices[index - 1]!.from);
  }
  expect(slow.at(-1)!.from).toEqual(daysAgo(2));
});

test('the time of planning does not make ever narrower slices', async () => {
  const slices = await slicesOf({ from: daysAgo(30), to: now }, daysAgo(40), () => 40);
  expect(slices.length).toBeLessThan(30);
});

test('a full page, the oldest row and an empty table end the read', async () => {
  const open = { from: undefined, to: undefined };
  expect(
    await slicesOf(
      open,
      daysAgo(30),
      () => 1,
      (slice) => slice === 2,
    ),
  ).toHaveLength(2);
  expect(await slicesOf(open, undefined, () => 1)).toHaveLength(1);
  // Runs of the future are in the first slice.
  expect((await slicesOf(open, Temporal.Now.instant(), () => 1))[0]!.to).toBeUndefined();
});

test('a range far beyond the rows takes no more slices than the rows', async () => {
  const century = { from: daysAgo(36_500), to: daysAgo(-36_500) };
  const slices = await slicesOf(century, daysAgo(2), () => 40);
  expect(slices.length).toBeLessThan(10);
  expect([slices[0]!.to, slices.at(-1)!.from]).toEqual([century.to, daysAgo(2)]);
});

test('a read that takes too long ends as one that PostgreSQL ends', async () => {
  const error: unknown = await slicesOf({ from: undefined, to: now }, daysAgo(3_000), () => 400).catch(
    (failure: unknown) => failure,
  );
  expect(isTimeout(error)).toBe(true);
});
