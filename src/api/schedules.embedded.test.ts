// Tests schedule previews: occurrences, descriptions, warnings and errors.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PreviewInput } from '../../client/src/index.ts';
import { startTestService, type TestService } from '../testing/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(async () => {
  await service.stop();
});

const preview = async (schedule: PreviewInput) => await service.scheduler.schedules.preview(schedule);

async function refusal(body: unknown): Promise<string[]> {
  const response = await service.request('POST', '/schedules/preview', body);
  expect(response.status).toBe(422);
  const { errors } = (await response.json()) as { errors: { pointer: string }[] };
  return errors.map((error) => error.pointer);
}

test('the night of a clock change: instants, local times, description and warning', async () => {
  const { description, occurrences, warnings } = await preview({
    schedule_type: 'cron',
    cron_expression: '30 2 * * *',
    timezone: 'Europe/Berlin',
    from: '2027-03-27T00:00:00Z',
    count: 3,
  });
  expect(description).toContain('02:30');
  expect(occurrences).toEqual([
    { at: '2027-03-27T01:30:00.000Z', local: '2027-03-27T02:30:00.000', utc_offset: '+01:00' },
    { at: '2027-03-28T01:00:00.000Z', local: '2027-03-28T03:00:00.000', utc_offset: '+02:00' },
    { at: '2027-03-29T00:30:00.000Z', local: '2027-03-29T02:30:00.000', utc_offset: '+02:00' },
  ]);
  expect(warnings).toContainEqual(
    expect.objectContaining({ code: 'shifted', at: '2027-03-28T01:00:00.000Z' }),
  );
});

test('ten occurrences from now on by default', async () => {
  const before = Date.now();
  const { occurrences, warnings } = await preview({
    schedule_type: 'recurring',
    interval: 'hour',
    interval_value: 1,
  });
  expect(occurrences).toHaveLength(10);
  // Without `starts_at` the interval counts from `from`, so the first occurrence is an hour later.
  const first = Date.parse(occurrences[0]!.at);
  expect(first).toBeGreaterThan(before + 3_598_000);
  expect(first).toBeLessThan(Date.now() + 3_601_000);
  expect(warnings).toEqual([]);
});

test('days off, starts_at and ends_at apply', async () => {
  const { occurrences } = await preview({
    schedule_type: 'cron',
    cron_expression: '0 9 * * *',
    exclude: ['2027-12-25', { from: '2027-12-27', to: '2027-12-30' }],
    from: '2027-12-24T00:00:00Z',
    ends_at: '2028-01-01T09:00:00Z',
    count: 1000,
  });
  expect(occurrences.map(({ at }) => at.slice(0, 10))).toEqual([
    '2027-12-24',
    '2027-12-26',
    '2027-12-31',
    '2028-01-01',
  ]);
});

test('max_runs limits the occurrences; spread and catch-up policy are accepted', async () => {
  const { occurrences } = await preview({
    schedule_type: 'cron',
    cron_expression: '0 * * * *',
    max_runs: 2,
    spread_seconds: 600,
    catch_up: { policy: 'all' },
  });
  expect(occurrences).toHaveLength(2);
});

const past = '2020-01-01T00:00:00Z';
test.each([
  { schedule_type: 'specific_time', specific_time: past },
  { schedule_type: 'cron', cron_expression: '0 9 * * *', ends_at: past },
  { schedule_type: 'recurring', interval: 'day', interval_value: 1, ends_at: past },
  {
    schedule_type: 'cron',
    cron_expression: '0 9 1 1 *',
    ends_at: '2027-12-31T00:00:00Z',
    exclude: ['2027-01-01'],
  },
])('an exhausted schedule is refused as by POST /jobs: %j', async (schedule) => {
  const job = { name: 'Ended', target: 'https://example.com', ...schedule };
  const answers = await Promise.all([
    service.request('POST', '/schedules/preview', schedule),
    service.request('POST', '/jobs', job),
  ]);
  const [ofPreview, ofJob] = await Promise.all(
    answers.map(async (answer) => (await answer.json()) as { errors: object[] }),
  );
  expect(answers.map(({ status }) => status)).toEqual([422, 422]);
  const withoutNow = (body: unknown) => JSON.stringify(body).replaceAll(/it is now [\dT:Z-]+/g, '');
  expect(withoutNow(ofPreview?.errors)).toBe(withoutNow(ofJob?.errors));
});

test('a suggestion, merged into the body, is accepted', async () => {
  const schedule = {
    schedule_type: 'cron',
    cron_expression: ' cron(0 12 ? * 2-6 *) ',
    timezone: 'Europe/berlin',
  };
  const refused = await service.request('POST', '/schedules/preview', schedule);
  const { errors } = (await refused.json()) as { errors: { suggestion?: object }[] };
  expect(errors.map(({ suggestion }) => suggestion)).toEqual([
    { timezone: 'Europe/Berlin' },
    { cron_expression: '0 12 * * MON-FRI' },
  ]);
  const merged = Object.assign(
    { name: 'Merged', target: 'https://example.com' },
    schedule,
    ...errors.map((error) => error.suggestion),
  );
  expect((await service.request('POST', '/jobs', merged)).status).toBe(201);
});

test('a suggestion that lies in the past is left out', async () => {
  for (const cron_expression of ['at(2020-05-01T09:00:00)', '0 15 10 ? * MON-FRI 2020']) {
    const answer = await service.request('POST', '/schedules/preview', {
      schedule_type: 'cron',
      cron_expression,
    });
    const { errors } = (await answer.json()) as { errors: object[] };
    expect(errors).toHaveLength(1);
    expect(errors[0]).not.toHaveProperty('suggestion');
  }
});

test.each<[string, object, string[]]>([
  ['what never occurs', { schedule_type: 'cron', cron_expression: '0 0 30 2 *' }, ['/cron_expression']],
  ['four fields', { schedule_type: 'cron', cron_expression: '* * * *' }, ['/cron_expression']],
  [
    'a zone that is none',
    { schedule_type: 'cron', cron_expression: '* * * * *', timezone: 'Berlin' },
    ['/timezone'],
  ],
  ['a missing field', { schedule_type: 'recurring', interval: 'day' }, ['/interval_value']],
  [
    'another kind’s field',
    { schedule_type: 'cron', cron_expression: '* * * * *', interval: 'day' },
    ['/interval'],
  ],
  ['an unknown field', { schedule_type: 'cron', cron_expression: '* * * * *', name: 'x' }, ['/name']],
  ['too many', { schedule_type: 'cron', cron_expression: '* * * * *', count: 1001 }, ['/count']],
  [
    'days that are none',
    {
      schedule_type: 'cron',
      cron_expression: '* * * * *',
      exclude: ['2027-02-30', { from: '2027-01-02', to: '2027-01-01' }, 5],
    },
    ['/exclude/0', '/exclude/1/to', '/exclude/2'],
  ],
  [
    'a day off for the only occurrence',
    { schedule_type: 'specific_time', specific_time: '2027-01-01T12:00:00Z', exclude: ['2027-01-01'] },
    ['/exclude'],
  ],
])('%s is refused', async (_what, body, pointers) => {
  expect(await refusal(body)).toEqual(pointers);
});
