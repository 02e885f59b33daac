// No more requests in flight than allowed, and first come, first served.
import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('takes what is free, then waits its turn', async () => {
  const slots = createSlots(3);
  expect(await slots.take(2, false)).toBe(2);
  expect(await slots.take(5, false)).toBe(1);
  const order: string[] = [];
  const second = slots.take(2, false).then((taken) => order.push(`second ${taken}`));
  const third = slots.take(1, false).then((taken) => order.push(`third ${taken}`));
  slots.give(2, false);
  await second;
  expect(order).toEqual(['second 2']);
  slots.give(1, false);
  await third;
  expect(order).toEqual(['second 2', 'third 1']);
});

test('late ones come after the others, and leave them half of the slots', async () => {
  const slots = createSlots(4);
  expect(await slots.take(4, true)).toBe(2);
  const order: string[] = [];
  const late = slots.take(1, true).then(() => order.push('late'));
  expect(await slots.take(2, false)).toBe(2);
  const due = slots.take(1, false).then(() => order.push('due'));
  slots.give(1, true);
  await due;
  slots.give(1, false);
  await late;
  expect(order).toEqual(['due', 'late']);
});
