// Tests notifications through the API: one notice per failure and recovery, retries, test messages and callbacks.
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import type { Channel, JobInput, NotificationRuleInput } from '../../client/src/index.ts';
import { USER_AGENT } from '../http/user-agent.ts';
import type { Delivery } from '../testing/target.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const { service, target } = useService({ ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64') });

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const yearly = { schedule_type: 'cron', cron_expression: '0 0 1 1 *', retry: { max_attempts: 1 } } as const;

const received = (path: string) => target.deliveries.filter((delivery) => delivery.path === path);
const bodyOf = ({ body }: Delivery) => JSON.parse(body) as { type: string; data: Record<string, unknown> };

const verify = ({ body, headers }: Delivery) =>
  new Webhook(SECRET).verify(body, headers as Record<string, string>);

/** The target answers `/fail…` with 500. */
function failOn(isFailing: () => boolean) {
  target.answer = ({ path }, response) => {
    response.statusCode = path.startsWith('/fail') && isFailing() ? 500 : 200;
    response.end('ok');
  };
}

async function createJob(path: string, fields: Partial<JobInput> = {}) {
  return await service.scheduler.jobs.create({ name: path, target: target.url + path, ...yearly, ...fields });
}

async function finish(jobId: string) {
  const run = await service.scheduler.jobs.run(jobId);
  return await service.scheduler.runs.wait(run.id);
}

async function createWebhook(path: string): Promise<Channel> {
  const { channels } = service.scheduler;
  const url = target.url + path;
  return await channels.create({ name: path, type: 'webhook', url, signing_secret: SECRET });
}

async function createRule(channel: Channel, fields: Partial<NotificationRuleInput>) {
  const rule: NotificationRuleInput = {
    name: 'rule',
    event: 'failing',
    failures: 2,
    ...fields,
    channel_ids: [channel.id],
  };
  return await service.scheduler.rules.create(rule);
}

const noticesTo = async (channel: Channel) =>
  (await service.scheduler.alerts.listNotices({ channel_id: channel.id })).data;

test('failures in a row are notified once, the recovery once, and the alert shows why', async () => {
  let isFailing = true;
  failOn(() => isFailing);
  const job = await createJob('/fail-once', { tags: ['billing'] });
  const other = await createJob('/fail-other');
  const channel = await createWebhook('/hook-once');
  const rule = await createRule(channel, { name: 'Billing', tag: 'billing' });
  await finish(job.id);
  for (let i = 0; i < 2; i++) await finish(other.id);
  const failed = await finish(job.id);
  await waitFor('the notice', () => received('/hook-once').length > 0);
  await finish(job.id);
  const open = (await service.scheduler.alerts.list({ state: 'open', job_id: job.id })).data;
  expect(open).toMatchObject([{ rule_id: rule.id, rule_name: 'Billing', run_id: failed.id, changes: 1 }]);
  isFailing = false;
  await finish(job.id);
  await waitFor('the recovery', () => received('/hook-once').length > 1);

  const [first, second] = received('/hook-once').map(bodyOf);
  expect(first).toMatchObject({
    type: 'alert.opened',
    data: { rule: { name: 'Billing', event: 'failing' } },
  });
  expect(first?.data['text']).toMatch(/^“\/fail-once” has failed 2 times in a row\. Last error: /);
  expect(second).toMatchObject({ type: 'alert.recovered', data: { alert_count: 1 } });
  const [delivery] = received('/hook-once');
  verify(delivery!);
  expect(delivery!.headers['user-agent']).toBe(USER_AGENT);
  expect(received('/hook-once')).toHaveLength(2);
  expect((await service.scheduler.alerts.list({ job_id: job.id })).data).toMatchObject([
    { state: 'closed', close_reason: 'recovered', changes: 2 },
  ]);
  const notices = await waitFor('both to be stored as sent', async () => {
    const found = await noticesTo(channel);
    return found.every(({ status }) => status === 'sent') && found;
  });
  expect(notices.map(({ kind, job_id, why }) => [kind, job_id, why])).toEqual(
    ['recovered', 'opened'].map((kind) => [
      kind,
      job.id,
      'Rule “Billing”: 2 failed runs in a row, jobs with the tag billing.',
    ]),
  );
  expect((await service.scheduler.alerts.list({ job_id: other.id })).data).toEqual([]);
  await service.scheduler.rules.delete(rule.id);
});

test('a failing channel is retried with the same ID, and shown with its error', async () => {
  let refusals = 2;
  target.answer = ({ path }, response) => {
    response.statusCode =
      path.startsWith('/fail') || (path === '/hook-retried' && refusals-- > 0) ? 503 : 200;
    response.end('not now');
  };
  const job = await createJob('/fail-retried');
  const channel = await createWebhook('/hook-retried');
  const rule = await createRule(channel, { failures: 1, job_id: job.id, notify_recovery: false });
  await finish(job.id);
  const queued = await waitFor('the first attempt', async () =>
    (await noticesTo(channel)).find(({ error }) => error !== null),
  );
  expect(queued).toMatchObject({
    status: 'queued',
    attempts: 1,
    error: 'The response had the status 503: not now',
  });
  await waitFor('the second attempt', () => received('/hook-retried').length > 1);
  const ids = received('/hook-retried').map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids)).toEqual(new Set([queued.id]));
  // The rest of the retries takes too long for a test.
  await service.scheduler.rules.delete(rule.id);
  await service.scheduler.channels.delete(channel.id);
  expect(await service.scheduler.channels.list()).not.toContainEqual(channel);
});

test('while a job is paused nothing is sent; a rule that changes closes its alerts without a notice', async () => {
  failOn(() => true);
  const job = await createJob('/fail-paused');
  await finish(job.id);
  await service.scheduler.jobs.pause(job.id);
  const channel = await createWebhook('/hook-paused');
  const rule = await createRule(channel, { failures: 1, job_id: job.id });
  const marker = await createJob('/fail-marker');
  await finish(marker.id);
  const markerRule = await createRule(channel, { failures: 1, job_id: marker.id });
  await waitFor('the notice of the other job', () => received('/hook-paused').length > 0);
  expect(received('/hook-paused').map(bodyOf)).toMatchObject([{ data: { alerts: [{ job_id: marker.id }] } }]);
  await service.scheduler.rules.update(markerRule.id, { enabled: false });
  expect((await service.scheduler.alerts.list({ rule_id: markerRule.id })).data).toMatchObject([
    { state: 'closed', close_reason: 'rule_changed' },
  ]);
  expect((await service.scheduler.alerts.list({ rule_id: rule.id })).data).toEqual([]);
  for (const { id } of [rule, markerRule]) await service.scheduler.rules.delete(id);
});

test('a test message is sent at once and recorded; a Slack channel never shows its URL', async () => {
  failOn(() => false);
  const url = `${target.url}/slack/T000/B000/secret`;
  const slack = await service.scheduler.channels.create({ name: 'Ops <b>', type: 'slack', url });
  expect(slack.url).toBe('[redacted]');
  expect(JSON.stringify(await service.scheduler.channels.list())).not.toContain('B000');
  const sent = await service.scheduler.channels.test(slack.id);
  expect(sent).toMatchObject({ kind: 'test', status: 'sent', channel_id: slack.id });
  expect(JSON.parse(received('/slack/T000/B000/secret')[0]!.body)).toEqual({
    text: expect.stringContaining('“Ops &lt;b&gt;”') as string,
  });
  target.answer = (_, response) => response.writeHead(404).end('no_team');
  expect(await service.scheduler.channels.test(slack.id)).toMatchObject({
    status: 'failed',
    error: 'The response had the status 404: no_team',
  });
  // A receiver that returns the URL across the end of the part that is shown, and commands for a terminal.
  target.answer = ({ path }, response) =>
    response.writeHead(404).end(`${'x'.repeat(170)}\n\u001b[2J ${path} is unknown`);
  expect(await service.scheduler.channels.test(slack.id)).toMatchObject({
    error: expect.stringMatching(
      /^The response had the status 404: x{170} \\u\{1b\}\[2J \[redacted\]/,
    ) as string,
  });
  expect(await noticesTo(slack)).toHaveLength(3);
  const entries = await service.scheduler.audit.list({ action: 'channel.created' });
  expect(JSON.stringify(entries)).not.toContain('B000');
});

test('a channel or rule that does not fit is refused with the field and the fix', async () => {
  const refused = async (path: string, body: object) => {
    const response = await service.request('POST', path, body);
    const { errors } = (await response.json()) as { errors: { pointer: string; detail: string }[] };
    return errors.map(({ pointer, detail }) => `${pointer} ${detail}`);
  };
  expect(await refused('/channels', { name: 'mail', type: 'email', recipients: ['a@example.com'] })).toEqual([
    '/type cannot be email: SMTP_URL and SMTP_FROM are not set for the service: set both to send e-mail.',
  ]);
  expect(await refused('/channels', { name: 'hook', type: 'webhook', url: 'http://10.0.0.1/' })).toEqual([
    '/url 10.0.0.1 is not a public address. Add it to ALLOWED_TARGET_HOSTS to allow it.',
    '/signing_secret is required for the type webhook',
  ]);
  const channel = await createWebhook('/hook-rules');
  const rule = { name: 'r', event: 'late', channel_ids: [channel.id, crypto.randomUUID()] };
  expect(await refused('/notification-rules', { ...rule, failures: 2 })).toEqual([
    '/failures must be null when event is late',
    '/late_seconds is required when event is late',
    '/channel_ids/1 is not the ID of a channel',
  ]);
  await createRule(channel, { enabled: false });
  const deletion = await service.request('DELETE', `/channels/${channel.id}`);
  expect(deletion.status).toBe(409);
});

test('on_finish reports the end of a run once, signed, without bodies, and does not change the run', async () => {
  let refusals = 1;
  target.answer = ({ path }, response) => {
    response.statusCode = path === '/fail-reported' || (path === '/report' && refusals-- > 0) ? 500 : 200;
    response.end('secret body');
  };
  const on_finish = { url: `${target.url}/report`, when: 'failed' } as const;
  const retry = { max_attempts: 2, initial_delay_seconds: 0 };
  const job = await createJob('/fail-reported', { on_finish, retry, signing_secret: SECRET });
  const run = await finish(job.id);
  await waitFor('the retry of the callback', () => received('/report').length > 1);
  const [, delivery] = received('/report');
  expect(delivery!.headers['webhook-id']).toBe(run.id);
  verify(delivery!);
  expect(delivery!.headers['user-agent']).toBe(USER_AGENT);
  const { type, data } = bodyOf(delivery!);
  expect(type).toBe('run.finished');
  expect(data).toMatchObject({ id: run.id, status: 'failed', attempts: [{ number: 1 }, { number: 2 }] });
  expect(delivery!.body).not.toContain('secret body');
  expect(data).not.toHaveProperty('callback');
  const reported = await waitFor('the outcome of the callback', async () => {
    const found = await service.scheduler.runs.get(run.id);
    return found.callback?.status === 'sent' && found;
  });
  const callback = { url: on_finish.url, attempts: 2, error: null, next_attempt_at: null };
  expect(reported).toEqual({ ...run, callback: { ...reported.callback, ...callback } });

  // A succeeded run of the job is not reported, and a canceled one only with `always`.
  await service.scheduler.jobs.update(job.id, { target: `${target.url}/fine` });
  const fine = await finish(job.id);
  expect(fine.callback).toBeNull();
  await service.scheduler.jobs.update(job.id, { on_finish: { when: 'always' } });
  const always = await finish(job.id);
  await waitFor('the report of the last run', () => received('/report').length > 2);
  expect(received('/report').map(({ headers }) => headers['webhook-id'])).not.toContain(fine.id);
  expect(received('/report').at(-1)!.headers['webhook-id']).toBe(always.id);
});
