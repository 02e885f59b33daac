// Tests that a change of readiness is one line of the log.
import { expect, test } from 'vitest';
import { startReadinessLog } from './event-log.ts';
import type { PartState } from './readiness.ts';

test('logs each change once, and nothing about the start', () => {
  const lines: string[] = [];
  const add = (fields: unknown, text?: string) => void lines.push(`${text} ${JSON.stringify(fields)}`);
  let part: PartState = { name: 'plan', isReady: false, reason: 'starting' };
  const { check, stop } = startReadinessLog({ info: add, warn: add }, () => [part]);
  const become = (isReady: boolean, reason: string | null) => {
    part = { name: 'plan', isReady, reason };
    check();
    check();
  };
  become(false, 'starting');
  become(true, null);
  expect(lines).toEqual([]);
  become(false, 'connection refused');
  become(true, null);
  stop();
  expect(lines).toEqual([
    'This process cannot plan runs. {"part":"plan","reason":"connection refused"}',
    'This process can plan runs again. {"part":"plan"}',
  ]);
});
