// Tests the replacement of placeholders in payloads and headers.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHeaders } from '../http/headers.ts';
import type { ClaimedRun } from '../store/claims.ts';
import { fillHeader, fillJson, fillText, templateValues } from './templates.ts';

const run = {
  id: '01934d5c-8000-7abc-8def-0123456789ab',
  scheduled_for: Temporal.Instant.from('2026-11-24T10:00:00Z'),
  attempt_number: 3,
  job_id: '01930000-0000-7000-8000-000000000001',
  job_name: 'Nightly',
  job_key: 'billing:nightly',
} as ClaimedRun;
const values = templateValues(run);
const named = (job_name: string) => templateValues({ ...run, job_name });
const NAMES = ['run.id', 'run.scheduled_for', 'run.attempt', 'job.id', 'job.name', 'job.key'];

describe('fillText', () => {
  it.each([
    ['{{run.id}}', run.id],
    ['{{run.scheduled_for}}', '2026-11-24T10:00:00.000Z'],
    ['{{run.attempt}}', '3'],
    ['{{job.id}}', run.job_id],
    ['{{job.name}}', 'Nightly'],
    ['{{job.key}}', 'billing:nightly'],
    ['{{job.name}}{{run.attempt}} of {{job.name}}', 'Nightly3 of Nightly'],
    ['{{{run.attempt}}}', '{3}'],
    ['{{{{run.attempt}}}}', '{{3}}'],
    ['{{run.{{run.attempt}}}}', '{{run.3}}'],
  ])('%s becomes %s', (text, filled) => {
    expect(fillText(text, values)).toBe(filled);
  });

  it.each([
    ...['{{ run.id }}', '{{run.id }}', '{{RUN.ID}}', '{{run.Id}}', '{{run}}', '{{run.}}', '{{.id}}'],
    ...['{{run.status}}', '{{job.target}}', '{{name}}', '{{}}', '{run.id}', '{{run.id}', '{ {run.id} }'],
    ...['{{__proto__}}', '{{constructor}}', '{{run.id|upper}}', '{{#each run.id}}', '\\{{x}}', '${run.id}'],
  ])('%s stays', (text) => {
    expect(fillText(text, values)).toBe(text);
  });

  it('replaces job.key with an empty text if the job has no key', () => {
    expect(fillText('[{{job.key}}]', templateValues({ ...run, job_key: null }))).toBe('[]');
  });

  it.each([
    '{{run.id}}',
    '{{job.name}}',
    '{{',
    '$& $1 $$ $`',
    '}}{{run.id',
  ])('sends a name such as %s as it is', (name) => {
    expect(fillText('{{job.name}} {{{{job.name}}}}', named(name))).toBe(`${name} {{${name}}}`);
  });

  it('takes time in proportion to the length for unclosed braces', () => {
    // In quadratic time, these two million characters would exceed the time limit of the tests.
    const text = '{{'.repeat(600_000) + '{{run.id'.repeat(60_000) + '{{a'.repeat(100_000);
    expect(fillText(text, values) === text).toBe(true);
  });
});

describe('fillHeader', () => {
  it.each([
    ['Nightly', 'Nightly'],
    ['Größe\t½', 'Größe\t½'],
    ['a😀b', 'a?b'],
    ['料金', '??'],
    ['€ 5', '? 5'],
    ['a\r\nx-admin: 1', 'a??x-admin: 1'],
    ['a\0b\x7fc', 'a?b?c'],
    ['\ud83d', '?'],
  ])('carries the name %j as %j', (name, carried) => {
    expect(fillHeader('job {{job.name}}.', named(name))).toBe(`job ${carried}.`);
  });

  it('stays a legal header for any job name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 255 }), (name) => {
        const value = fillHeader('{{job.name}}/{{job.key}}/{{job.nam}}', named(name));
        expect(checkHeaders({ 'x-job': value })).toEqual([]);
      }),
    );
  });
});

describe('fillJson', () => {
  it('replaces placeholders in string values at any depth, not in keys', () => {
    const payload = {
      '{{run.id}}': '{{run.id}}',
      list: ['{{run.attempt}}', 7, null, true, { deep: [['of {{job.name}}']] }],
    };
    expect(JSON.parse(fillJson(payload, values))).toEqual({
      '{{run.id}}': run.id,
      list: ['3', 7, null, true, { deep: [['of Nightly']] }],
    });
    expect(fillJson('{{run.attempt}}', values)).toBe('"3"');
  });

  it('replaces placeholders at 64 levels of nesting', () => {
    const nest = (text: string) => Array.from({ length: 64 }).reduce((inner) => ({ a: [inner] }), text);
    expect(fillJson(nest('{{run.attempt}}'), values)).toBe(JSON.stringify(nest('3')));
  });

  it('escapes values', () => {
    const name = '", "admin": true, "x": "\n\\';
    expect(JSON.parse(fillJson({ name: '{{job.name}}' }, named(name)))).toEqual({ name });
  });

  it('keeps keys with a special meaning in JavaScript', () => {
    const text = '{"__proto__":{"x":"{{run.attempt}}"},"toJSON":"{{run.attempt}}","constructor":1}';
    expect(fillJson(JSON.parse(text), values)).toBe(text.replaceAll('{{run.attempt}}', '3'));
  });

  it('does not change other values', () => {
    const withoutNames = fc
      .jsonValue({ maxDepth: 6 })
      .filter((value) => NAMES.every((name) => !JSON.stringify(value).includes(`{{${name}}}`)));
    fc.assert(
      fc.property(withoutNames, (payload) => {
        const text = JSON.stringify(payload);
        expect(fillJson(payload, values)).toBe(text);
        expect(fillJson([payload, '{{run.attempt}}'], values)).toBe(`[${text},"3"]`);
      }),
    );
  });
});
