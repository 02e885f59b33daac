// Sends wrong values of every kind to the schemas of every route, and reads the messages.
import { z } from '@hono/zod-openapi';
import { expect, it, test } from 'vitest';
import { routes } from '../../openapi/document.ts';
import { describeIssues, listSchemas } from './validation.ts';

const deep = { a: { b: [1] } };
const wrong: unknown[] = [
  ...[undefined, null, true, -1, 0, 1.5, 1e12, Number.NaN, '', 'x', ' ', 'second', 'X'.repeat(20_000)],
  ...[[], [1], [null], Array.from({ length: 1_100 }, () => 'x'), {}, { unknown: 1 }, deep],
  ...[
    { ['n'.repeat(300)]: 'x' },
    { from: 'x', to: 1 },
    [{ from: '2027-01-02', to: '2027-01-01' }],
    '2027-13-01',
  ],
];

/** Texts of the validator, or of no use. */
const RAW =
  /too small|too big|invalid (?:input|option|string|key|uuid|element|type)|expected|received|unrecognized|>=|<=|undefined|NaN|\[object/i;

/** The paths of the fields of a schema, through optional, nullable and default values. */
function pathsOf(schema: z.core.$ZodType, path: string[] = []): string[][] {
  const { def } = schema._zod as unknown as { def: Record<string, unknown> };
  const inner = [def['innerType'], def['in'], ...((def['options'] as unknown[] | undefined) ?? [])];
  const next = inner.filter((part) => part instanceof z.core.$ZodType);
  const shape = (def['shape'] ?? {}) as Record<string, z.core.$ZodType>;
  return [
    path,
    ...next.flatMap((part) => pathsOf(part, path)),
    ...Object.entries(shape).flatMap(([name, part]) => pathsOf(part, [...path, name])),
  ];
}

function at(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
}

const cases = Object.entries(routes).flatMap(([id, route]) =>
  listSchemas(route).map((schema, index) => ({ id, index, schema })),
);

it.each(cases)('$id, part $index: every message names the fix', ({ schema }) => {
  const seen = new Set<string>();
  for (const path of pathsOf(schema)) {
    for (const value of wrong) {
      const result = schema.safeParse(at(path, value));
      for (const { detail } of describeIssues(result.error?.issues ?? [])) seen.add(detail);
    }
  }
  expect([...seen].filter((detail) => RAW.test(detail) || detail.length < 10)).toEqual([]);
});

test('messages state the limits, the type and the allowed values', () => {
  const details = (body: object) => {
    const [schema] = listSchemas(routes.previewSchedule);
    return describeIssues(schema?.safeParse(body).error?.issues ?? []).map(
      ({ pointer, detail }) => `${pointer} ${detail}`,
    );
  };
  const recurring = { schedule_type: 'recurring', interval: 'minute', interval_value: 1 };
  expect(details({ ...recurring, interval_value: 0 })).toEqual([
    '/interval_value must be a whole number from 1 to 100000',
  ]);
  expect(details({ ...recurring, interval_value: '5' })).toEqual([
    '/interval_value must be a number, without quotation marks; it is a string; write 5',
  ]);
  expect(details({ ...recurring, interval: 'second' })).toEqual([
    '/interval must be minute or longer; for seconds, use schedule_type cron with six fields, such as "*/30 * * * * *"',
  ]);
  expect(details({ ...recurring, interval: 'Hours' })).toEqual([
    '/interval must be one of minute, hour, day, week, month, year; did you mean hour?',
  ]);
  expect(details({ ...recurring, exclude: ['2027-12-25T00:00:00Z'] })).toEqual([
    '/exclude/0 must be a date such as "2027-12-24", or a range such as {"from": "2027-12-24", "to": "2027-12-31"}',
  ]);
});

test('an unknown field names the field that was meant', () => {
  const [schema] = listSchemas(routes.createJob);
  const details = (body: object) =>
    describeIssues(schema?.safeParse(body).error?.issues ?? [])
      .filter(({ detail }) => detail.startsWith('is unknown'))
      .map(({ pointer, detail }) => `${pointer} ${detail}`);
  expect(
    details({
      cron: '',
      url: '',
      scheduleType: '',
      timezon: '',
      timeout: 1,
      retries: 2,
      'time-zone': '',
      zzz: 1,
    }),
  ).toEqual([
    '/cron is unknown; did you mean cron_expression?',
    '/url is unknown; did you mean target?',
    '/scheduleType is unknown; did you mean schedule_type?',
    '/timezon is unknown; did you mean timezone?',
    '/timeout is unknown; did you mean timeout_seconds?',
    '/retries is unknown; did you mean retry?',
    '/time-zone is unknown; did you mean timezone?',
    '/zzz is unknown: remove it or check its spelling',
  ]);
  // A field that only the service sets is ignored in requests: it is no answer.
  expect(details({ nextrun: '' })).toEqual(['/nextrun is unknown: remove it or check its spelling']);
  expect(details({ retry: { attempts: 3, max_attemps: 3 } })).toEqual([
    '/retry/attempts is unknown; did you mean max_attempts?',
    '/retry/max_attemps is unknown; did you mean max_attempts?',
  ]);
});
