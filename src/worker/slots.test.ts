// No more requests in flight than allowed, and first come, first served.
import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('takes what is free, then waits its turn', async () => {
  const slots = createSlots(3);
  expect(await slots.take(2)).toBe(2);
  expect(await slots.take(5)).toBe(1);
  const order: string[] = [];
  const second = slots.take(2).then((taken) => order.push(`second ${taken}`));
  const third = slots.take(1).then((taken) => order.push(`third ${taken}`));
  slots.give(2);
  await second;
  expect(order).toEqual(['second 2']);
  slots.give(1);
  await third;
  expect(order).toEqual(['second 2', 'third 1']);
});
