// Test helper: the vectors of abusive requests, and the large bodies that they describe.
import { readFileSync } from 'node:fs';

export interface AbuseVector {
  id: string;
  category: string;
  method: string;
  path: string;
  expect: number;
  also_ok?: number[];
  why: string;
  problem_json: boolean | string;
  headers?: Record<string, string>;
  body?: unknown;
  mutate?: Record<string, unknown>;
  raw?: string;
  raw_base64?: string;
  raw_merge?: string;
  raw_tcp?: string;
  gen?: Generated;
  scenario?: string;
  assert_acao?: string | null;
}

export interface Generated {
  type: string;
  field?: string;
  char?: string;
  bytes?: number;
  count?: number;
  depth?: number;
  declared?: number;
  actual?: number;
}

export const abuseVectors = JSON.parse(
  readFileSync(new URL('./vectors/abuse.json', import.meta.url), 'utf8'),
) as AbuseVector[];

export const validJob = {
  name: 't',
  method: 'POST',
  target: 'https://hooks.example.com/x',
  schedule_type: 'cron',
  cron_expression: '0 0 * * *',
  timezone: 'UTC',
};

/** The valid job with one more member, as text: large values and odd keys are sent unchanged. */
const withMember = (key: string, value: string) =>
  `${JSON.stringify(validJob).slice(0, -1)},${JSON.stringify(key)}:${value}}`;

const repeat = (count: number, item: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => item(i)).join();

export function generateBody({
  type,
  field = 'payload',
  char = 'a',
  bytes,
  count = 0,
  depth = 0,
}: Generated): string {
  const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
  switch (type) {
    case 'nested_array':
      return withMember(field, nested);
    case 'many_keys':
      return withMember(field, `{${repeat(count, (index) => `"x-${index}":"1"`)}}`);
    case 'wide_array':
      return withMember(field, `[${repeat(count, () => '"a"')}]`);
    case 'long_key':
      return withMember('k'.repeat(bytes ?? 0), '1');
    case 'duplicate_keys':
      return withMember(field, `{${repeat(count, () => '"a":1')}}`);
    // Names of three letters in all orders of blocks collide in hashes that add their letters.
    case 'hash_collision_keys':
      return withMember(
        field,
        `{${repeat(count, (index) => `"${index.toString(2).padStart(17, '0').replaceAll('0', 'Aa').replaceAll('1', 'BB')}":1`)}}`,
      );
    default:
      return withMember(field, JSON.stringify(char.repeat(bytes ?? count)));
  }
}
