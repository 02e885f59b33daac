// Tests that the jobs of other schedulers are imported, and that the rest is named.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { JobInput } from '../../../openapi/schemas/job.ts';
import { importBullMq } from './bullmq.ts';
import { importCloudScheduler } from './cloud-scheduler.ts';
import type { Imported, Importer } from './collection.ts';
import { importCrontab } from './crontab.ts';
import { importEventBridge } from './eventbridge.ts';
import { importKubernetes } from './kubernetes.ts';
import { importVercel } from './vercel.ts';

/** Imports a fixture; every job has the form of a request body. */
function importFixture(importer: Importer, file: string): Imported {
  const text = readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8');
  const imported = importer(text, {
    timezone: 'UTC',
    baseUrl: 'https://app.example.com',
    now: Temporal.Instant.from('2026-11-29T00:00:00Z'),
  });
  for (const job of imported.jobs) JobInput.parse(job);
  return imported;
}

const notesOf = ({ notes }: Imported) => notes.map(({ where, what }) => `${where}: ${what}`);

test('crontab', () => {
  const imported = importFixture(importCrontab, 'crontab');
  expect(imported.jobs).toEqual([
    {
      key: 'billing.example.com-close',
      name: 'Close invoices',
      target: 'https://billing.example.com/close',
      headers: { Authorization: '${env:BILLING_EXAMPLE_COM_CLOSE_AUTHORIZATION}' },
      payload: { month: 'last', limit: 100 },
      schedule_type: 'cron',
      cron_expression: '0 6 1 * *',
      timezone: 'Europe/Berlin',
    },
    {
      key: 'example.com-poll',
      name: 'example.com/poll',
      target: 'https://example.com/poll?at=%H',
      method: 'GET',
      timeout_seconds: 20,
      retry: { max_attempts: 4 },
      schedule_type: 'cron',
      cron_expression: '*/15 8-18 * * mon-fri',
      timezone: 'Europe/Berlin',
    },
    {
      key: 'example.com-daily',
      name: 'example.com/daily',
      target: 'http://example.com/daily',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      payload: 'a=1&b=2',
      schedule_type: 'cron',
      cron_expression: '@daily',
      timezone: 'Europe/Berlin',
    },
    {
      key: 'example.com-every',
      name: 'example.com/every',
      target: 'https://example.com/every',
      method: 'GET',
      schedule_type: 'recurring',
      interval: 'minute',
      interval_value: 90,
      timezone: 'Europe/Berlin',
    },
  ]);
  expect(notesOf(imported)).toEqual([
    expect.stringMatching(/^line 2: MAILTO/),
    expect.stringMatching(/^line 7: .*BILLING_EXAMPLE_COM_CLOSE_AUTHORIZATION/),
    'line 11: /usr/local/bin/backup …: is not a curl or wget command: serve it at a URL and set target to that URL',
    expect.stringMatching(/^line 12: curl …: has &&/),
    expect.stringMatching(/^line 13: .*@reboot is not a time/),
    expect.stringMatching(/^line 14: is neither/),
  ]);
  expect(JSON.stringify(imported)).not.toMatch(/s3cret|hunter2/);
});

test('Kubernetes', () => {
  const imported = importFixture(importKubernetes, 'cronjobs.yaml');
  expect(imported.jobs).toEqual([
    {
      key: 'billing:close-invoices',
      name: 'close-invoices',
      target: 'http://billing.shop.svc.cluster.local:8080/close',
      headers: { 'X-Tenant': 'acme' },
      schedule_type: 'cron',
      cron_expression: '0 6 1 * *',
      timezone: 'Europe/Berlin',
      overlap: 'skip',
      timeout_seconds: 120,
      retry: { max_attempts: 3 },
      catch_up: { policy: 'one', window_seconds: 600 },
      status: 'inactive',
    },
    {
      key: 'ping',
      name: 'ping',
      target: 'https://example.com/ping',
      method: 'GET',
      headers: { Authorization: 'Bearer ${env:TOKEN}' },
      schedule_type: 'cron',
      cron_expression: '*/5 * * * *',
      overlap: 'allow',
    },
  ]);
  expect(notesOf(imported)).toEqual([
    expect.stringContaining('is an address in the cluster'),
    expect.stringMatching(/^CronJob backup: the container backup is not a curl/),
    'Service billing: is not a CronJob',
  ]);
});

test('vercel.json', () => {
  const imported = importFixture(importVercel, 'vercel.json');
  expect(imported.jobs).toEqual([
    {
      key: 'api-cron-close',
      name: '/api/cron/close',
      method: 'GET',
      target: 'https://app.example.com/api/cron/close',
      headers: { authorization: 'Bearer ${env:CRON_SECRET}' },
      schedule_type: 'cron',
      cron_expression: '0 6 1 * *',
    },
  ]);
  expect(notesOf(imported)).toEqual([
    expect.stringContaining('crons[1] /api/cron/broken'),
    expect.stringContaining('CRON_SECRET'),
  ]);
  expect(() =>
    importVercel('{}', { timezone: 'UTC', baseUrl: undefined, now: Temporal.Now.instant() }),
  ).toThrow(/--base-url/);
});

test('EventBridge Scheduler', () => {
  const imported = importFixture(importEventBridge, 'eventbridge.json');
  expect(imported.jobs).toMatchObject([
    {
      key: 'billing:close-invoices',
      target: 'https://app.example.com/billing/close-invoices',
      payload: { at: '{{run.scheduled_for}}' },
      cron_expression: '0 12 * * MON-FRI',
      timezone: 'Europe/Berlin',
      starts_at: '2027-01-01T00:00:00.000Z',
      ends_at: '2028-01-01T00:00:00.000Z',
      spread_seconds: 900,
      retry: { max_attempts: 3, max_age_seconds: 3_600 },
      status: 'inactive',
    },
    { key: 'poll', schedule_type: 'recurring', interval: 'minute', interval_value: 5 },
    {
      key: 'once',
      schedule_type: 'specific_time',
      specific_time: '2028-05-01T13:00:00Z',
      delete_when_finished: true,
    },
  ]);
  expect(notesOf(imported)).toContainEqual(
    expect.stringContaining('function:close: serve it at https://app.example.com/'),
  );
  expect(notesOf(imported).at(-1)).toMatch(/^summary: has no ScheduleExpression/);
});

test('Cloud Scheduler', () => {
  const imported = importFixture(importCloudScheduler, 'cloud-scheduler.json');
  expect(imported.jobs).toMatchObject([
    {
      key: 'close-invoices',
      target: 'https://billing-abc-ew.a.run.app/close',
      headers: { 'X-Api-Key': '${env:CLOSE_INVOICES_X_API_KEY}' },
      payload: { month: 'last' },
      timeout_seconds: 180,
      retry: { max_attempts: 4, initial_delay_seconds: 5, max_delay_seconds: 3_600 },
      status: 'inactive',
    },
    { key: 'poll', method: 'GET', schedule_type: 'recurring', interval: 'minute', interval_value: 5 },
  ]);
  expect(imported.jobs[0]!.headers).not.toHaveProperty('User-Agent');
  expect(notesOf(imported)).toContainEqual(expect.stringContaining('oidcToken'));
  expect(notesOf(imported).at(-1)).toMatch(/^publish: has pubsubTarget/);
});

test('BullMQ', () => {
  const imported = importFixture(importBullMq, 'bullmq.json');
  expect(imported.jobs).toMatchObject([
    {
      key: 'close-invoices',
      target: 'https://app.example.com/close',
      payload: { month: 'last' },
      cron_expression: '0 0 6 1 * *',
      timezone: 'Europe/Berlin',
      max_runs: 6,
      starts_at: '2028-01-01T00:00:00.000Z',
      retry: { max_attempts: 5, initial_delay_seconds: 2, factor: 1 },
    },
    { key: 'poll', schedule_type: 'recurring', interval: 'minute', interval_value: 5 },
  ]);
  expect(notesOf(imported).at(-1)).toMatch(/^fast: an interval of 1500 ms/);
});

test('secrets in URLs leave the file or are named, and a crontab of equal lines is read in linear time', () => {
  const line = '* * * * * curl https://ada:hunter2@example.com/x?api_key=s3cret&page=1\n';
  const options = { timezone: 'UTC', baseUrl: undefined, now: Temporal.Instant.from('2026-11-29T00:00:00Z') };
  const imported = importCrontab(line.replace('&', '\\&'), options);
  expect(imported.jobs).toMatchObject([
    {
      key: 'example.com-x',
      target: 'https://example.com/x?api_key=s3cret&page=1',
      headers: { Authorization: '${env:EXAMPLE_COM_X_AUTHORIZATION}' },
    },
  ]);
  expect(notesOf(imported)).toEqual([
    'line 1: has a secret in its URL (api_key), which everyone who sees the job can read',
    'line 1: has a user in its URL: set EXAMPLE_COM_X_AUTHORIZATION to Basic and the base64 of user:password, as in that URL',
  ]);
  expect(JSON.stringify(imported)).not.toContain('hunter2');

  const startedAt = process.cpuUsage();
  const many = importCrontab('* * * * * curl https://example.com/x\n'.repeat(10_000), options);
  importCrontab(`* * * * * curl https://example.com/${'-'.repeat(100_000)}x`, options);
  expect(many.jobs.at(-1)!.key).toBe('example.com-x-10000');
  // Quadratic reading takes minutes.
  expect(process.cpuUsage(startedAt).user / 1e6).toBeLessThan(20);
});
