// Tests that suggestions for expressions of other schedulers are accepted and have the same occurrences.
import fc, { type Arbitrary } from 'fast-check';
import { expect, test } from 'vitest';
import { type Foreign, walkMeaning } from '../testing/dialect-fields.ts';
import {
  crontab,
  eventBridge,
  interval,
  jenkins,
  quartz,
  recurrenceRule,
  systemd,
} from '../testing/dialects.ts';
import { useService } from '../testing/use-service.ts';

const { service } = useService();
const FROM = '2026-11-30T00:00:00.000Z';
const COUNT = 25;
/** Before the end of the walk over the meaning. */
const UNTIL = '2034-11-01T00:00:00.000Z';
const RUNS = 60;

interface Suggestion {
  spread_seconds?: number;
}
interface Answer {
  occurrences?: { at: string }[];
  errors?: { suggestion?: Suggestion }[];
}

async function preview(fields: object): Promise<{ status: number; body: Answer }> {
  const schedule = { schedule_type: 'cron', timezone: 'UTC', from: FROM, count: COUNT, ...fields };
  const response = await service.request('POST', '/schedules/preview', schedule);
  return { status: response.status, body: (await response.json()) as Answer };
}

/** The occurrences of the text or of its suggestion. Undefined: the text is refused without a suggestion. */
async function occurrencesOf(text: string): Promise<{ at: string[]; suggestion?: Suggestion } | undefined> {
  const { status, body } = await preview({ cron_expression: text });
  const at = ({ occurrences = [] }: Answer) => occurrences.map((occurrence) => occurrence.at);
  if (status === 200) return { at: at(body) };
  const suggestion = body.errors?.[0]?.suggestion;
  if (suggestion === undefined) return undefined;
  const accepted = await preview({ cron_expression: text, ...suggestion });
  expect([text, suggestion, accepted.status]).toEqual([text, suggestion, 200]);
  return { at: at(accepted.body), suggestion };
}

async function checkDialect(foreign: Arbitrary<Foreign>): Promise<void> {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(foreign, async ({ text, meaning, spreadSeconds }) => {
      const found = await occurrencesOf(text);
      if (found === undefined) return;
      answered += 1;
      const expected = walkMeaning(meaning, FROM, COUNT);
      const [at, wanted] = [found.at, expected].map((list) => list.filter((instant) => instant < UNTIL));
      expect({ text, at }).toEqual({ text, at: wanted });
      if (spreadSeconds !== undefined) expect(found.suggestion?.spread_seconds).toBe(spreadSeconds);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
  // Three of five or more, in 2 000 runs of each.
  expect(answered).toBeGreaterThan(RUNS / 2);
}

test.each<[string, Arbitrary<Foreign>]>([
  ['Quartz', quartz],
  ['EventBridge', eventBridge],
  ['crontab', crontab],
  ['systemd', systemd],
  ['Jenkins', jenkins],
  ['iCalendar', recurrenceRule],
])('suggestions for %s have the same occurrences', async (_name, foreign) => {
  await checkDialect(foreign);
});

test('suggestions for intervals have the same distance', async () => {
  await fc.assert(
    fc.asyncProperty(interval, async ({ text, seconds }) => {
      const found = await occurrencesOf(text);
      const start = Date.parse(FROM);
      const expected = Array.from({ length: COUNT }, (_, k) =>
        new Date(start + (k + 1) * seconds * 1_000).toISOString(),
      );
      expect({ text, at: found?.at }).toEqual({ text, at: expected });
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
});
