// Tests that what people paste is understood, or refused with one sentence that says what to write.
import { expect, test } from 'vitest';
import { useService } from '../testing/use-service.ts';

const { service } = useService();
const FROM = '2026-11-29T12:00:00Z';

interface Answer {
  detail?: string;
  errors?: { pointer: string; detail: string; suggestion?: object }[];
}

/** Texts of the validator, or of no use. */
const RAW = /too small|too big|invalid (?:input|option|string|type)|expected|received|undefined|\[object/i;

async function refusal(path: string, body: unknown): Promise<NonNullable<Answer['errors']>> {
  const response = await service.request('POST', path, body);
  const { errors = [] } = (await response.json()) as Answer;
  expect([JSON.stringify(body), response.status]).toEqual([JSON.stringify(body), 422]);
  for (const { detail } of errors) expect(detail).not.toMatch(RAW);
  expect(new Set(errors.map(({ pointer }) => pointer)).size, 'one error for a field').toBe(errors.length);
  return errors;
}

const every = (interval: string, interval_value: number) => ({
  schedule_type: 'recurring',
  cron_expression: null,
  interval,
  interval_value,
});
const once = (specific_time: string) => ({
  schedule_type: 'specific_time',
  cron_expression: null,
  specific_time,
});

test.each<[string, string | object | undefined, string?]>([
  // English
  ['every day at 9am', '0 9 * * *'],
  ['Every weekday at 9:30', '30 9 * * MON-FRI'],
  ['daily at 17', '0 17 * * *'],
  ['at 5pm', '0 17 * * *'],
  ['noon', '0 12 * * *'],
  ['9:15 p.m. on Mondays and Thursdays', '15 21 * * MON,THU'],
  ['Monday to Friday at 8:00', '0 8 * * MON-FRI'],
  ['the first Monday of the month at 8am', '0 8 * * MON#1'],
  ['last day of every month at 23:30', '30 23 L * *'],
  ['every month on the 15th at 6', '0 6 15 * *'],
  ['every five minutes', every('minute', 5)],
  ['every other day', every('day', 2)],
  ['every half hour', '*/30 * * * *'],
  ['every monday', undefined, 'for 09:00 write "0 9 * * MON"'],
  ['twice a day', undefined, 'write five fields'],
  ['now', undefined, 'run the job manually'],
  ['@weekdays', '0 0 * * MON-FRI'],
  // Durations and instants
  ['5m', every('minute', 5)],
  ['1h30m', every('minute', 90)],
  ['2 hours', every('hour', 2)],
  ['30s', '*/30 * * * * *'],
  ['90', undefined, 'schedule_type "recurring"'],
  ['1796083200', once('2026-12-01T00:00:00Z')],
  ['2026-W49-2', once('2026-12-01T00:00:00Z')],
  ['Tue, 01 Dec 2026 17:00:00 GMT', once('2026-12-01T17:00:00Z')],
  ['12/1/2026 5pm', undefined, 'the order of day and month is not clear'],
  ['12/24/2026 5pm', once('2026-12-24T17:00:00Z')],
  // Zones behind the expression
  ['0 9 * * * PST', { cron_expression: '0 9 * * *', timezone: 'America/Los_Angeles' }],
  ['0 9 * * * +02:00', { cron_expression: '0 9 * * *', timezone: 'Etc/GMT-2' }],
  ['0 9 * * * IST', undefined, 'did you mean "Asia/Kolkata" or'],
  ['@daily UTC', { cron_expression: '@daily', timezone: 'UTC' }],
  [
    'Sun 2027-*-* 10:00 Asia/Tokyo',
    {
      cron_expression: '0 10 * * SUN',
      timezone: 'Asia/Tokyo',
      starts_at: '2026-12-31T15:00:00Z',
      ends_at: '2027-12-31T14:59:59.999Z',
    },
  ],
  // Several expressions, and parts of one
  ['0 9 * * * | 0 18 * * *', undefined, 'create a job for each'],
  ['0 9 * * * or 0 18 * * *', undefined, 'create a job for each'],
  ['0 9 * * MON and WED', '0 9 * * MON,WED'],
  ['0 9 * * MON..FRI', '0 9 * * MON-FRI'],
  ['0 9 * * Mo-Fr', '0 9 * * MON-FRI'],
  ['0 9 * * 5#L', '0 9 * * 5L'],
  ['0 9 last * *', '0 9 L * *'],
  ['0 9am * * *', '0 9 * * *'],
  ['0 24 * * *', '0 0 * * *'],
  ['60 * * * *', '0 * * * *'],
  ['0 0 9 ? * L', '0 9 * * SAT'],
  ['0 0 31 2 *', undefined, 'for the last day of a month write L'],
  // Signs around it
  ['\u20180 9 * * *\u2019', '0 9 * * *'],
  ['(0 9 * * *)', '0 9 * * *'],
  ['0 9 * * *.', '0 9 * * *'],
  ['0 9 \\* \\* \\*', '0 9 * * *'],
  ['#0 9 * * *', '0 9 * * *'],
  ['cron 0 9 * * *', '0 9 * * *'],
  // iCalendar
  ['RRULE:FREQ=WEEKLY;BYDAY=MO,FR;BYHOUR=9;BYMINUTE=0', '0 9 * * MON,FRI'],
  ['FREQ=HOURLY;INTERVAL=6', every('hour', 6)],
  ['FREQ=WEEKLY;BYDAY=MO', undefined, 'write its days and times as five fields'],
  // A schedule in the past is not suggested.
  ['cron(15 10 ? * 6L 2022-2025)', undefined, 'no occurrence from now on'],
  ['0 9 * * nonsense', undefined, 'write *, a number from 0 to 7 or a name such as MON'],
])('cron_expression %j', async (cron_expression, expected, part = '') => {
  const [error] = await refusal('/schedules/preview', { schedule_type: 'cron', cron_expression, from: FROM });
  expect(error).toMatchObject({ pointer: '/cron_expression', detail: expect.stringContaining(part) });
  expect(error?.suggestion).toEqual(typeof expected === 'string' ? { cron_expression: expected } : expected);
  // A suggestion that the message shows is offered, and no other.
  if (expected === undefined) expect(error?.detail).not.toMatch(/; (?:write "[^"]*"|use [a-z_]+ "[^"]*")$/);
});

test.each([
  ['(UTC+01:00) Amsterdam, Berlin', 'Europe/Amsterdam'],
  ['Central Time', 'America/Chicago'],
  ['posix/Europe/Berlin', 'Europe/Berlin'],
  ['Europe/London GMT', 'Europe/London'],
  ['Greenwich Mean Time', 'UTC'],
  ['CET-1CEST,M3.5.0,M10.5.0/3', undefined],
])('timezone %j', async (timezone, expected) => {
  const body = { schedule_type: 'cron', cron_expression: '0 9 * * *', timezone };
  const [error] = await refusal('/schedules/preview', body);
  expect(error?.suggestion).toEqual(expected && { timezone: expected });
});

const job = {
  name: 'a',
  target: 'https://example.com/',
  schedule_type: 'cron',
  cron_expression: '0 0 1 1 *',
};

test.each<[string, object, string]>([
  ['/target', { target: 'localhost:3000/x' }, 'write "http://localhost:3000/x"'],
  ['/target', { target: 'www.example.com/hook' }, 'write "https://www.example.com/hook"'],
  ['/target', { target: '"https://example.com"' }, 'write "https://example.com"'],
  ['/target', { target: 'curl -s https://example.com/x' }, 'write "https://example.com/x"'],
  ['/target', { target: 'https:///x' }, 'and a host'],
  ['/target', { target: 'http://::1:3000/' }, 'IPv6 address in brackets'],
  ['/target', { target: 'https://exa mple.com/' }, 'remove the space in its host'],
  ['/target', { target: 'http://localhost:99999/' }, 'port 99999 is above 65535'],
  ['/specific_time', { specific_time: '2026-12-01 17:00' }, 'write "2026-12-01T17:00:00Z" if this is UTC'],
  ['/starts_at', { starts_at: 1_796_083_200 }, 'write "2026-12-01T00:00:00Z"'],
  ['/starts_at', { starts_at: '2026-12-01T17:00:00+0100' }, 'write "2026-12-01T17:00:00+01:00"'],
  ['/ends_at', { ends_at: 'tomorrow' }, 'must be an RFC 3339 date and time'],
  ['/timeout_seconds', { timeout_seconds: '30s' }, 'write 30'],
  ['/timeout_seconds', { timeout_seconds: '2 minutes' }, 'write 120'],
  ['/retention_days', { retention_days: '30' }, 'write 30'],
  ['/max_runs', { max_runs: '5' }, 'write 5'],
  ['/delete_when_finished', { delete_when_finished: 'yes' }, 'write true'],
  ['/timeout', { timeout: 30 }, 'did you mean timeout_seconds?'],
  ['/cronExpression', { cronExpression: 'x' }, 'did you mean cron_expression?'],
  ['/url', { url: 'x' }, 'did you mean target?'],
  ['/tz', { tz: 'UTC' }, 'did you mean timezone?'],
  ['/enabled', { enabled: true }, 'did you mean status?'],
  ['/retry/maxAttempts', { retry: { maxAttempts: 3 } }, 'did you mean max_attempts?'],
  ['/retry', { retry: 3 }, '{"max_attempts": 3}'],
  ['/catch_up', { catch_up: 'none' }, '{"policy": "none"}'],
  ['/headers', { headers: [{ name: 'a', value: 'b' }] }, '{"x-region": "eu"}'],
  ['/headers/a', { headers: { a: 1 } }, 'write "1"'],
  ['/headers/x y', { headers: { 'x y': 'a' } }, 'use letters, digits and hyphens'],
  ['/headers/x', { headers: { x: 'a\r\nb: c' } }, 'remove line breaks'],
  ['/headers/content-type', { headers: { 'content-type': 'json' }, payload: {} }, 'application/json'],
  [
    '/headers/content-type',
    { headers: { 'content-type': 'multipart/form-data' }, payload: { a: 1 } },
    'multipart',
  ],
  ['/status', { status: 'paused' }, 'did you mean inactive?'],
  ['/overlap', { overlap: 'Forbid' }, 'did you mean skip?'],
  ['/overlap', { overlap: 'Replace' }, 'did you mean cancel_previous?'],
  ['/schedule_type', { schedule_type: 'specificTime' }, 'did you mean specific_time?'],
  ['/exclude/0', { exclude: ['2027-12-24/2027-12-31'] }, '{"from": "2027-12-24", "to": "2027-12-31"}'],
  ['/key', { key: '' }, 'may hold letters, digits'],
  ['/success/statuses/0', { success: { statuses: ['200-299'] } }, 'a class such as 2xx'],
])('%s of %j', async (pointer, fields, part) => {
  const errors = await refusal('/jobs', { ...job, ...fields });
  expect(errors).toContainEqual({ pointer, detail: expect.stringContaining(part) });
});

test.each([
  ['', 'it is empty'],
  ["{'name': 'x'}", 'in double quotes'],
  ['{name: "x"}', 'names in double quotes'],
  ['{"name": "x",}', 'the comma after the last item'],
  ['{"name": "x" // y\n}', 'comments'],
  ['{"max_runs": NaN}', 'values are strings, numbers'],
  ['name: x', 'an object in braces'],
  ['name=x&target=y', 'looks like a form'],
])('the body %j', async (body, part) => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${service.url}/jobs`, { method: 'POST', headers, body });
  const { detail } = (await response.json()) as Answer;
  expect([response.status, detail]).toEqual([400, expect.stringContaining(part)]);
});

test('a + of an offset in a query is named', async () => {
  const response = await service.request('GET', '/runs?from=2027-01-01T00:00:00+02:00');
  const { errors } = (await response.json()) as Answer;
  expect([response.status, errors]).toEqual([
    400,
    [{ pointer: 'from', detail: expect.stringContaining('in a URL, write + as %2B') }],
  ]);
});

test('a parameter that is repeated is named', async () => {
  const response = await service.request('GET', '/jobs?limit=10&limit=20');
  const { errors } = (await response.json()) as Answer;
  expect([response.status, errors]).toEqual([400, [{ pointer: 'limit', detail: 'is given more than once' }]]);
});
