// Tests of starts that the service refuses before it opens a database.
import { expect, test } from 'vitest';
import { runToEnd } from './testing/process.ts';

test('invalid settings stop the start with one message that names every variable', async () => {
  const { code, output } = await runToEnd({
    PORT: 'x',
    WORKER_CONCURRENCY: '0',
    ALLOWED_ORIGINS: 'example.com',
  });
  expect(code).toBe(1);
  for (const name of ['PORT', 'WORKER_CONCURRENCY', 'ALLOWED_ORIGINS']) expect(output).toContain(`${name}: `);
  expect(output, 'no stack').not.toMatch(/^\s+at /m);
});

test('a separate role requires POSTGRES_URL', async () => {
  const { code, output } = await runToEnd({}, ['worker']);
  expect(code).toBe(1);
  expect(output).toContain('POSTGRES_URL');
});
