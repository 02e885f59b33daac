// Tests compression, and 304 for a list that has not changed.

import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { useService } from '../testing/use-service.ts';

const { service, target } = useService();

interface Received {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

/** Without the decompression of `fetch`. */
async function get(path: string, headers: Record<string, string>): Promise<Received> {
  return await new Promise((resolve, reject) => {
    const sent = request(new URL(path, service.url), { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject).end();
  });
}

test('lists are compressed as the client accepts, and not sent again unless they changed', async () => {
  await service.scheduler.jobs.batch(
    Array.from({ length: 40 }, (_, n) => ({
      name: `job ${n}`,
      target: target.url,
      schedule_type: 'cron' as const,
      cron_expression: '0 0 1 1 *',
    })),
  );
  const plain = await get('/jobs', {});
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(plain.body.toString()).data).toHaveLength(40);
  const brotli = await get('/jobs', { 'accept-encoding': 'gzip, deflate, br' });
  const gzip = await get('/jobs', { 'accept-encoding': 'gzip, br;q=0' });
  expect([brotli.headers['content-encoding'], gzip.headers['content-encoding']]).toEqual(['br', 'gzip']);
  expect(brotliDecompressSync(brotli.body).toString()).toBe(plain.body.toString());
  expect(gunzipSync(gzip.body).toString()).toBe(plain.body.toString());
  expect(brotli.body.length * 8).toBeLessThan(plain.body.length);
  expect(brotli.headers['vary']).toContain('Accept-Encoding');

  const etag = String(brotli.headers['etag']);
  const unchanged = await get('/jobs', { 'if-none-match': `"other", ${etag}` });
  expect([unchanged.status, unchanged.body.length, unchanged.headers['etag']]).toEqual([304, 0, etag]);
  const [job] = (await service.scheduler.jobs.list({ limit: 1 })).data;
  await service.scheduler.jobs.pause(job!.id);
  expect((await get('/jobs', { 'if-none-match': etag })).status).toBe(200);
  // The tag of a job names its definition, for If-Match.
  expect((await get(`/jobs/${job!.id}`, {})).headers['etag']).toMatch(/^"\d+"$/);
});

test('unknown files have a response of their own each time, and take no memory', async () => {
  const path = `/assets/${'x'.repeat(3_000)}`;
  for (let round = 0; round < 2; round++) {
    const { status, headers, body } = await get(path, { 'accept-encoding': 'gzip' });
    expect([status, headers['content-encoding']]).toEqual([404, 'gzip']);
    const problem = JSON.parse(gunzipSync(body).toString()) as { request_id: string };
    expect(problem.request_id).toBe(headers['x-request-id']);
  }
});
