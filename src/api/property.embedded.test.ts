// Sends generated valid and invalid requests and expects only declared responses.
import fc, { type Arbitrary } from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Job } from '../../client/src/index.ts';
import { createDocument } from '../../openapi/document.ts';
import { type ContractDocument, type Operation, operationsOf } from '../../scripts/contract/document.ts';
import { nearly, valueOf } from '../testing/arbitrary.ts';
import { contractFetch } from '../testing/contract.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { startTarget, type Target } from '../testing/target.ts';

const document = JSON.parse(JSON.stringify(createDocument())) as ContractDocument;

/** `PROPERTY_SEED=… npx vitest run src/api/property.embedded.test.ts` repeats a run; failures print their seed. */
const seed = Number(process.env['PROPERTY_SEED'] ?? Date.now() % 2 ** 31);
const check = { seed, numRuns: 6 };
console.log(`Property tests of the contract: PROPERTY_SEED=${seed}`);

/** Operations without generated requests, with the reason. */
const elsewhere: Record<string, string> = {
  pausePlanning: 'everything is paused here, so that nothing is sent: many.test.ts',
  resumePlanning: 'the same',
  listenToEvents: 'an answer without end: events.test.ts',
};

/** Longer than any limit of the contract, shorter than the limit of Node's HTTP parser (431). */
const LONGEST_VALUE = 4_000;

let service: TestService;
let target: Target;
let job: Job;
let runId: string;
beforeAll(async () => {
  target = await startTarget();
  // No run starts, and requests of POST /jobs/test go to this target.
  service = await startTestService({ START_PAUSED: 'true', ALLOWED_TARGET_HOSTS: '127.0.0.1' });
});
afterAll(async () => {
  await service.stop();
  await target.close();
});
beforeEach(async () => {
  const key = `property:${crypto.randomUUID()}`;
  const input = {
    name: 'a job',
    target: target.url,
    key,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
  };
  job = (await (await service.request('POST', '/jobs', input)).json()) as Job;
  runId = (await service.scheduler.jobs.run(job.id)).id;
});

/** Values for fields with rules that the schema does not express. */
const named: Record<string, Arbitrary<unknown>> = {
  target: fc.stringMatching(/^[a-z0-9]{0,9}$/).map((path) => `${target.url}/${path}`),
  on_finish: fc
    .constantFrom(null, undefined, 'failed', 'always')
    .map((when) => (typeof when === 'string' ? { url: target.url, when } : when)),
  cron_expression: fc.constantFrom('0 9 * * 1-5', '*/5 * * * *', '0 0 L * *', '30 0 2 * * *', '@daily', null),
  timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
  headers: fc.dictionary(fc.stringMatching(/^x-[a-z]{1,9}$/), fc.stringMatching(/^[ -~]{0,9}$/), {
    maxKeys: 3,
  }),
  signing_secret: fc.constantFrom(null, undefined, `whsec_${Buffer.alloc(24, 1).toString('base64')}`),
  // No credential is stored.
  credential: fc.constantFrom(null, undefined),
  // Small enough to recur before the year 10000.
  interval_value: fc.integer({ min: 1, max: 100 }),
  // Bulk requests only use dry_run.
  dry_run: fc.constant(true),
};

interface GeneratedRequest {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  header: Record<string, unknown>;
  body: unknown;
  raw: string | undefined;
}

/** @param odd nearly valid bodies, arbitrary parameters, and bodies that are not JSON */
function requestsOf(name: string, operation: Operation, odd: boolean): Arbitrary<GeneratedRequest> {
  const parameters = (place: string) =>
    fc.record(
      Object.fromEntries(
        (operation.parameters ?? [])
          .filter((one) => one.in === place)
          .map((one) => {
            const values = valueOf(document, one.schema);
            const known =
              place === 'path' ? fc.constant(isRun(name) ? 'RUN' : one.name.toUpperCase()) : values;
            return [one.name, odd ? fc.oneof(known, values, fc.string({ maxLength: 30 })) : known];
          }),
      ),
      { requiredKeys: place === 'path' ? undefined : [], noNullPrototype: true } as object,
    ) as Arbitrary<Record<string, unknown>>;
  const [type] = Object.keys(operation.requestBody?.content ?? {});
  const schema = type === undefined ? undefined : operation.requestBody!.content[type]!.schema;
  const bodies = schema ? valueOf(document, schema, named) : fc.constant(undefined);
  return fc.record({
    path: parameters('path'),
    query: odd
      ? fc.oneof(parameters('query'), nearly(parameters('query')).map(asRecord))
      : parameters('query'),
    header: parameters('header'),
    body: odd && schema ? nearly(bodies) : bodies,
    raw:
      odd && schema
        ? fc.option(fc.string({ maxLength: 30 }), { nil: undefined, freq: 8 })
        : fc.constant(undefined),
  });
}

const isRun = (name: string) => name.includes(' /runs/{id}');
const asRecord = (value: unknown) =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** Avoids `String()`, because a generated object can have any `toString`. */
const toText = (value: unknown) => (typeof value === 'string' ? value : `${JSON.stringify(value)}`);

async function send(name: string, generated: GeneratedRequest): Promise<Response> {
  const [method = '', template = ''] = name.split(' ');
  const known = new Map([
    ['ID', job.id],
    ['KEY', job.key ?? ''],
    ['RUN', runId],
  ]);
  const path = template.replaceAll(/\{(\w+)\}/g, (_, parameter: string) => {
    const value = toText(generated.path[parameter]);
    return encodeURIComponent((known.get(value) ?? value).toWellFormed());
  });
  const url = new URL(service.url + path);
  for (const [key, value] of Object.entries(generated.query))
    url.searchParams.append(key, toText(value).slice(0, LONGEST_VALUE));
  const headers = new Headers();
  for (const [key, value] of Object.entries(generated.header)) {
    if (/^[ -~]*$/.test(toText(value))) headers.set(key, toText(value));
  }
  const body = generated.raw ?? (generated.body === undefined ? undefined : JSON.stringify(generated.body));
  if (body !== undefined) headers.set('content-type', 'application/json');
  return await contractFetch(new Request(url, { method, headers, ...(body !== undefined && { body }) }));
}

describe.each(
  Array.from(operationsOf(document)).filter(([, { operationId = '' }]) => !(operationId in elsewhere)),
)('%s', (name, operation) => {
  test.each([
    ['what the document allows', false],
    ['what it nearly allows', true],
  ])('%s', async (_, odd) => {
    await fc.assert(
      fc.asyncProperty(requestsOf(name, operation, odd), async (generated) => {
        const { status } = await send(name, generated);
        expect(status).toBeLessThan(500);
      }),
      check,
    );
  });
});

/** A valid job: exactly the fields of its schedule type, and a payload only if the method allows one. */
const jobs = valueOf(document, { $ref: '#/components/schemas/JobInput' }, named).map((made) => {
  const { cron_expression, specific_time, interval, interval_value, ends_at, exclude, ...fields } =
    made as Record<string, unknown>;
  const ofSchedule = {
    cron: { cron_expression: cron_expression ?? '@hourly' },
    specific_time: { specific_time: '2099-12-31T23:59:59.000Z' },
    recurring: { interval: interval ?? 'day', interval_value: interval_value ?? 1 },
  }[fields['schedule_type'] as 'cron'];
  return {
    ...fields,
    ...ofSchedule,
    name: `${fields['name'] as string}!`.slice(-200),
    key: crypto.randomUUID(),
    starts_at: null,
    exclude: ['2027-12-24'],
    status: 'active',
    ...((fields['payload'] ?? null) !== null && { method: 'POST' }),
  };
});

describe('a created job', () => {
  test('is returned as sent, and can be deleted', async () => {
    await fc.assert(
      fc.asyncProperty(jobs, async (input) => {
        const made = await service.request('POST', '/jobs', input);
        expect(made.status, await made.clone().text()).toBe(201);
        const created = (await made.json()) as Job;
        const path = `/jobs/${created.id}`;
        expect(made.headers.get('location')).toBe(path);
        const read = await service.request('GET', path);
        expect(await read.json()).toEqual(created);
        expect(await (await service.request('GET', `/jobs/by-key/${created.key}`)).json()).toEqual(created);

        const put = await service.request('PUT', path, created);
        expect([put.status, await put.json()], 'PUT what GET returned').toEqual([200, created]);
        const patched = await service.request('PATCH', path, {});
        expect([patched.status, await patched.json()], 'PATCH nothing').toEqual([200, created]);

        expect((await service.request('DELETE', path)).status).toBe(204);
        expect((await service.request('GET', path)).status).toBe(404);
      }),
      { ...check, numRuns: 20 },
    );
  });
});
