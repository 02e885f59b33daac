// Examples of every resource in the API document, with consistent IDs and instants.
import { jobDefaults } from './job-fields.ts';

const ids = {
  job: '0198f0c2-7a51-7000-8000-000000000000',
  run: '0198f0c3-1b20-7d41-9c3e-5f2a7b8c9d0e',
  change: '0198f0c2-7a52-7abc-8def-0123456789ab',
};
const times = {
  created: '2027-01-31T08:15:30.123Z',
  due: '2027-01-31T09:15:30.000Z',
  started: '2027-01-31T09:15:30.002Z',
  finished: '2027-01-31T09:15:30.090Z',
  next: '2027-01-31T10:15:30.000Z',
};

/** The request body that the README shows. */
const jobInput = {
  name: 'Example Job',
  description: 'An example job that sends a notification',
  type: 'http',
  target: 'https://example.com/api/notify',
  payload: { message: 'Hello, world!' },
  schedule_type: 'recurring',
  interval: 'hour',
  interval_value: 1,
};

/** A target that succeeds: the service itself. Swagger UI replaces this origin by its own. */
const localTarget = { method: 'GET', target: 'http://localhost:3000/healthz' };

const lastRun = {
  id: ids.run,
  status: 'succeeded',
  scheduled_for: times.due,
  finished_at: times.finished,
  status_code: 200,
};

const job = {
  id: ids.job,
  ...jobDefaults,
  ...jobInput,
  status: 'active',
  status_reason: null,
  pause_reason: null,
  paused_until: null,
  has_signing_secret: false,
  next_run: times.next,
  schedule_description: 'Every hour',
  schedule_error: null,
  next_due_at: times.next,
  last_run: lastRun,
  run_count: 1,
  consecutive_failures: 0,
  failing: false,
  version: 1,
  created_at: times.created,
  updated_at: times.finished,
};

const attempt = {
  number: 1,
  started_at: times.started,
  duration_ms: 88,
  outcome: 'succeeded',
  status_code: 200,
  error: null,
  timings: { dns_ms: 3.1, connect_ms: 12.4, tls_ms: 25.9, first_byte_ms: 86.2, total_ms: 88 },
  request: {
    method: 'POST',
    url: jobInput.target,
    headers: { 'content-type': 'application/json', 'webhook-id': ids.run, 'scheduler-attempt': '1' },
    body: '{"message":"Hello, world!"}',
  },
  response: { headers: { 'content-type': 'text/plain' }, body: 'ok', truncated: false },
};

const run = {
  id: ids.run,
  job_id: ids.job,
  job_name: jobInput.name,
  trigger: 'schedule',
  source_run_id: null,
  started_by: 'schedule',
  status: 'succeeded',
  status_reason: null,
  cause: null,
  scheduled_for: times.due,
  due_at: times.due,
  missed_until: null,
  missed_count: null,
  attempt_count: 1,
  started_at: times.started,
  finished_at: times.finished,
  lateness_ms: 2,
  duration_ms: 88,
  status_code: 200,
  error: null,
};

const plannedJob = {
  action: 'update',
  key: 'billing:hourly',
  name: jobInput.name,
  id: ids.job,
  changed: ['timeout_seconds'],
  before: { timeout_seconds: 30 },
  after: { timeout_seconds: 60 },
};

export const examples = {
  plannedJob,
  jobPlan: {
    dry_run: true,
    managed_by: 'billing-service',
    plan_id: '3b1f8a52c0d94e6b9f7a2c5d8e1f4a7b',
    counts: { create: 0, update: 1, unchanged: 0, delete: 0, keep: 0 },
    jobs: [plannedJob],
  },
  jobInput,
  lastRun,
  job,
  attempt,
  run,
  runCallback: {
    url: 'https://example.com/runs',
    status: 'sent',
    attempts: 1,
    error: null,
    next_attempt_at: null,
    sent_at: '2027-01-31T09:15:30.512Z',
  },
  runError: { code: 'connection_refused', message: 'The target refused the connection.' },
  jobChange: {
    id: ids.change,
    changed_at: times.created,
    actor: 'anonymous',
    action: 'updated',
    before: { timeout_seconds: 30 },
    after: { timeout_seconds: 60 },
  },
  auditEntry: {
    id: ids.change,
    created_at: times.created,
    actor: 'deploy',
    via: 'key',
    action: 'job.updated',
    job_id: ids.job,
    job_name: jobInput.name,
    run_id: null,
    before: { timeout_seconds: 30 },
    after: { timeout_seconds: 60 },
    route: null,
    status_code: null,
    detail: null,
    address: null,
    count: 1,
    last_at: times.created,
  },
  bulkResult: { dry_run: true, done: [ids.job], unchanged: [], failed: [], next_cursor: null },
  backfill: { dry_run: true, occurrences: 31, succeeded: 30, unfinished: 0, runs: 1 },
};

/** Example bodies of POST /jobs, shown by Swagger UI under these names. */
export const jobRequests = {
  hourly: { summary: 'Every hour', value: jobInput },
  here: {
    summary: 'Every minute, calling this service itself',
    value: {
      name: 'Check the scheduler',
      ...localTarget,
      schedule_type: 'recurring',
      interval: 'minute',
      interval_value: 1,
    },
  },
  weekdays: {
    summary: 'On weekdays at 09:00, Europe/Berlin time',
    value: {
      name: 'Close invoices',
      target: 'https://example.com/api/invoices/close',
      headers: { 'x-tenant': 'acme' },
      payload: { run: '{{run.id}}', day: '{{run.scheduled_for}}' },
      schedule_type: 'cron',
      cron_expression: '0 9 * * 1-5',
      timezone: 'Europe/Berlin',
      exclude: ['2027-12-24'],
      retry: { max_attempts: 6, initial_delay_seconds: 30 },
      overlap: 'queue',
      tags: ['billing'],
    },
  },
  once: {
    summary: 'Once, at an instant',
    value: {
      name: 'Send a new year greeting',
      target: 'https://example.com/api/notify',
      schedule_type: 'specific_time',
      specific_time: '2099-12-31T23:59:59Z',
    },
  },
};
