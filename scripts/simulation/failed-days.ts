// Days on which the simulation once found a bug: `npm run simulate -- --failed` simulates them again.
import type { Span } from './day.ts';

export const failedDays: readonly { seed: number; day: number; span: Span }[] = [
  { seed: 1, day: 8, span: 'spell' },
  { seed: 1, day: 8, span: 'day' },
  { seed: 2, day: 34, span: 'day' },
  { seed: 2, day: 35, span: 'day' },
];
