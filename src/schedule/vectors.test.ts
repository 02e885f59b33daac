// Tests every case of vectors/schedule.json, computed independently from real time zone data.

import { readFileSync } from 'node:fs';
import { afterAll, expect, it } from 'vitest';
import {
  type Interval,
  nextOccurrence,
  parseSchedule,
  type Schedule,
  ScheduleError,
  type ScheduleFields,
} from './schedule.ts';
import { at, cronFields, fieldsOf } from './test-fields.ts';

interface Vector {
  id: string;
  kind: 'cron' | 'interval';
  category: string;
  expression?: string;
  interval?: Interval;
  interval_value?: number;
  anchor?: string;
  timezone: string;
  from: string;
  expected: string[];
  valid: boolean;
  never?: boolean;
  lenient?: boolean;
  expected_if_accepted?: string[];
}

const WHOLE_DAY =
  'the vector skips a day that does not exist ("a change of more than three hours is a correction of the clock", ' +
  'cron(8)); docs/schedules.md has no such limit: fixed times in a gap run once, at its end';

// Vectors that contradict docs/schedules.md. All of them are marked informational.
const DISAGREEING: Readonly<Record<string, string>> = {
  'dst_special-001': WHOLE_DAY,
  'dst_special-003': WHOLE_DAY,
  'dst_special-005': WHOLE_DAY,
  'dst_special-006': WHOLE_DAY,
  'dst_special-007': WHOLE_DAY,
  'interval_dst-008': WHOLE_DAY,
};

const vectors: Vector[] = JSON.parse(
  readFileSync(new URL('./vectors/schedule.json', import.meta.url), 'utf8'),
);
const counts = { answered: 0, refused: 0, disagreeing: 0 };

afterAll(() => {
  const ran = counts.answered + counts.refused + counts.disagreeing;
  console.info(
    `schedule vectors: ${ran} of ${vectors.length} ran`,
    counts,
    Object.keys(DISAGREEING).join(' '),
  );
});

it.each(vectors)('$id', (vector) => {
  if (vector.valid && !vector.never) {
    const answers = walk(parseSchedule(fieldsOfVector(vector)), vector.from, vector.expected.length);
    if (DISAGREEING[vector.id] === undefined) {
      expect(answers).toEqual(vector.expected.map(utc));
      counts.answered++;
    } else {
      expect(answers).not.toEqual(vector.expected.map(utc));
      counts.disagreeing++;
    }
    return;
  }
  if (vector.expected_if_accepted) {
    // Accepted, or refused with a suggestion of the same meaning.
    const fields = fieldsOfVector(vector);
    const cron =
      refusalOf(() => parseSchedule(fields))?.suggestion?.cron_expression ?? fields.cron_expression;
    const schedule = parseSchedule({ ...fields, cron_expression: cron });
    const answers = walk(schedule, vector.from, vector.expected_if_accepted.length);
    expect(answers).toEqual(vector.expected_if_accepted.map(utc));
    counts.answered++;
    return;
  }
  const refusal = refusalOf(() => parseSchedule(fieldsOfVector(vector)));
  expect(refusal).toBeInstanceOf(ScheduleError);
  expect(refusal?.field).toBe(fieldAtFault(vector));
  expect(refusal?.message).toMatch(/\S/);
  counts.refused++;
});

function fieldsOfVector(vector: Vector): ScheduleFields {
  if (vector.kind === 'cron') return cronFields(vector.expression ?? '', vector.timezone);
  return fieldsOf({
    schedule_type: 'recurring',
    interval: vector.interval ?? null,
    interval_value: vector.interval_value ?? null,
    timezone: vector.timezone,
    starts_at: at(vector.anchor ?? vector.from),
  });
}

function fieldAtFault(vector: Vector): string {
  if (vector.category === 'invalid_timezone') return 'timezone';
  if (vector.kind === 'cron') return 'cron_expression';
  return /unit/.test(JSON.stringify(vector)) ? 'interval' : 'interval_value';
}

function walk(schedule: Schedule, from: string, count: number): (string | null)[] {
  const answers: (string | null)[] = [];
  let after: Temporal.Instant | null = at(from);
  while (after !== null && answers.length < count) {
    after = nextOccurrence(schedule, after);
    answers.push(after === null ? null : after.toString());
  }
  return answers;
}

function utc(text: string): string {
  return at(text).toString();
}

function refusalOf(parse: () => unknown): ScheduleError | undefined {
  try {
    parse();
    return undefined;
  } catch (error) {
    if (error instanceof ScheduleError) return error;
    throw error;
  }
}
