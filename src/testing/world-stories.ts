// Sample data: the jobs of a fictional company and the outcomes of their runs.
import type { JobDefinition } from '../store/jobs.ts';
import { testDefinition } from './definition.ts';

export interface Story {
  name: string;
  fields: Partial<JobDefinition>;
  /** Duration of its attempts in milliseconds. */
  tookMs: number;
  /** The outcome of run number `n`, counted back from now. */
  fate?: (n: number) => Fate;
  paused?: string;
}

type Fate = 'succeeded' | 'failed' | 'timed_out' | 'recovered' | 'skipped' | 'missed' | 'canceled';

const cron = (expression: string, timezone = 'UTC') => ({
  schedule_type: 'cron' as const,
  cron_expression: expression,
  timezone,
});
const every = (interval_value: number, interval: 'minute' | 'hour' | 'day') => ({
  schedule_type: 'recurring' as const,
  cron_expression: null,
  interval,
  interval_value,
});

export const stories: Story[] = [
  {
    name: 'close-invoices',
    tookMs: 1_840,
    fields: {
      ...cron('0 9 * * 1-5', 'Europe/Berlin'),
      target: 'https://billing.acme.example/invoices/close',
      tags: ['billing'],
      description: 'Closes what is due, and sends the reminders.',
      payload: { scope: 'due', remind: true },
    },
  },
  {
    name: 'billing-run',
    tookMs: 48_000,
    fields: {
      ...cron('30 2 1 * *', 'Europe/Berlin'),
      target: 'https://billing.acme.example/runs',
      tags: ['billing', 'critical'],
      retry: { ...testDefinition.retry, max_attempts: 8 },
      timeout_seconds: 600,
    },
  },
  {
    name: 'sync-crm',
    tookMs: 640,
    fate: (n) => (n < 3 ? 'failed' : n === 9 ? 'recovered' : 'succeeded'),
    fields: { ...every(15, 'minute'), target: 'https://crm.acme.example/sync', tags: ['crm'] },
  },
  {
    name: 'refresh-prices',
    tookMs: 210,
    fate: (n) => (n % 41 === 7 ? 'recovered' : 'succeeded'),
    fields: {
      ...every(5, 'minute'),
      target: 'https://shop.acme.example/prices/refresh',
      method: 'PUT',
      tags: ['shop'],
    },
  },
  {
    name: 'send-digests',
    tookMs: 2_900,
    fields: {
      ...cron('0 7 * * *', 'America/New_York'),
      target: 'https://mail.acme.example/digests',
      tags: ['mail'],
    },
  },
  {
    name: 'expire-carts',
    tookMs: 95,
    fields: { ...every(10, 'minute'), target: 'https://shop.acme.example/carts/expire', tags: ['shop'] },
  },
  {
    name: 'rebuild-search',
    tookMs: 22_000,
    fate: (n) => (n % 5 === 1 ? 'skipped' : 'succeeded'),
    fields: {
      ...cron('*/30 * * * *'),
      target: 'https://search.acme.example/rebuild',
      timeout_seconds: 1_800,
      tags: ['search'],
    },
  },
  {
    name: 'export-ledger',
    tookMs: 5_400,
    fate: (n) => (n < 2 ? 'failed' : 'succeeded'),
    fields: {
      ...cron('15 * * * *'),
      target: 'https://billing.acme.example/ledger/export',
      tags: ['billing'],
    },
  },
  {
    name: 'rotate-tokens',
    tookMs: 310,
    fields: {
      ...every(6, 'hour'),
      target: 'https://id.acme.example/tokens/rotate',
      tags: ['security'],
      signing_secret: null,
    },
  },
  {
    name: 'warm-cache',
    tookMs: 60,
    fields: {
      ...cron('*/2 * * * *'),
      target: 'https://shop.acme.example/cache/warm',
      method: 'GET',
      tags: ['shop'],
    },
  },
  {
    name: 'import-rates',
    tookMs: 30_000,
    fate: (n) => (n < 4 ? 'timed_out' : 'succeeded'),
    fields: {
      ...cron('5 * * * *', 'Europe/Zurich'),
      target: 'https://rates.partner.example/v2/daily',
      method: 'GET',
      tags: ['billing'],
    },
  },
  {
    name: 'nightly-backup',
    tookMs: 59_000,
    fate: (n) => (n === 1 ? 'missed' : 'succeeded'),
    fields: {
      ...cron('0 3 * * *', 'Europe/Berlin'),
      target: 'https://ops.acme.example/backup',
      timeout_seconds: 1_800,
      tags: ['ops', 'critical'],
    },
  },
  {
    name: 'check-certificates',
    tookMs: 480,
    fields: {
      ...cron('0 6 * * 1', 'UTC'),
      target: 'https://ops.acme.example/certificates',
      method: 'GET',
      tags: ['ops'],
    },
  },
  {
    name: 'purge-sessions',
    tookMs: 130,
    fate: (n) => (n % 23 === 5 ? 'missed' : 'succeeded'),
    fields: {
      ...every(20, 'minute'),
      target: 'https://id.acme.example/sessions/purge',
      method: 'DELETE',
      tags: ['security'],
    },
  },
  {
    name: 'report-usage',
    tookMs: 870,
    fields: { ...every(1, 'hour'), target: 'https://billing.acme.example/usage', tags: ['billing'] },
  },
  {
    name: 'poll-deliveries',
    tookMs: 150,
    fate: (n) => (n % 17 === 3 ? 'recovered' : n === 30 ? 'canceled' : 'succeeded'),
    fields: {
      ...every(3, 'minute'),
      target: 'https://api.carrier.example/v1/shipments',
      method: 'GET',
      tags: ['shop'],
    },
  },
  {
    name: 'migrate-tenants',
    tookMs: 12_000,
    paused: 'Waits for the new cluster.',
    fields: { ...every(1, 'hour'), target: 'https://ops.acme.example/tenants/migrate', tags: ['ops'] },
  },
  {
    name: 'feedback-survey',
    tookMs: 700,
    fields: {
      ...cron('0 10 1 */3 *', 'Europe/London'),
      target: 'https://mail.acme.example/survey',
      tags: ['mail'],
    },
  },
  {
    name: 'heartbeat-eu',
    tookMs: 40,
    fields: {
      ...every(1, 'minute'),
      target: 'https://eu.acme.example/heartbeat',
      method: 'GET',
      tags: ['ops'],
    },
  },
  {
    name: 'heartbeat-us',
    tookMs: 120,
    fate: (n) => (n % 97 === 11 ? 'failed' : 'succeeded'),
    fields: {
      ...every(1, 'minute'),
      target: 'https://us.acme.example/heartbeat',
      method: 'GET',
      tags: ['ops'],
    },
  },
  {
    name: 'renew-subscriptions',
    tookMs: 3_200,
    fields: {
      ...cron('0 4 * * *', 'Europe/Berlin'),
      target: 'https://billing.acme.example/subscriptions/renew',
      tags: ['billing', 'critical'],
    },
  },
];
