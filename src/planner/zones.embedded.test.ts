// Compares the planner's passes in twenty zones around every clock change of a year with a list of occurrences.
import { expect, test } from 'vitest';
import { listRuns } from '../store/run-lists.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { planDueJobs } from './passes.ts';

const store = useTestStore();

const zones = [
  'UTC',
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Havana',
  'America/Los_Angeles',
  'America/New_York',
  'America/Nuuk',
  'America/Santiago',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Europe/Berlin',
  'Europe/Dublin',
  'Pacific/Auckland',
  'Pacific/Chatham',
];

const at = (text: string) => Temporal.Instant.from(text);

/** From one 02:30 to the next: a day, minus the largest clock change of two hours, minus a margin. */
const SHORTEST_DAY_HOURS = 21;

/** The occurrences of 02:30 every day by Vixie cron's rule, found by checking the local time every 15 minutes. */
function walk(zone: string, from: Temporal.Instant, to: Temporal.Instant): string[] {
  const fires: string[] = [];
  let handled = ''; // the last day that has had its run
  for (let time = from; Temporal.Instant.compare(time, to) <= 0; time = time.add({ minutes: 15 })) {
    const local = time.toZonedDateTimeISO(zone).toPlainDateTime();
    const day = local.toPlainDate().toString();
    const isReached = Temporal.PlainTime.compare(local.toPlainTime(), '02:30') >= 0;
    if (isReached && day > handled) {
      handled = day;
      fires.push(time.toString());
      // The first instant may be any time of its day.
      if (fires.length > 1) time = time.add({ hours: SHORTEST_DAY_HOURS });
    }
  }
  return fires;
}

/** From a day before to a day after every clock change of a zone in 2027. */
function stretches(): [from: string, to: string][] {
  const joined: [string, string][] = [];
  for (const change of zones.flatMap(clockChanges).sort()) {
    const [from, to] = [-1, 1].map((days) =>
      at(change)
        .add({ hours: 24 * days })
        .toString(),
    ) as [string, string];
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else joined.push([from, to]);
  }
  return joined;
}

function clockChanges(zone: string): string[] {
  const found: string[] = [];
  let change = at('2027-01-01T00:00:00Z').toZonedDateTimeISO(zone).getTimeZoneTransition('next');
  while (change?.year === 2027) {
    found.push(change.toInstant().toString());
    change = change.getTimeZoneTransition('next');
  }
  return found;
}

test.each(
  stretches(),
)('a job in each of twenty zones fires at the right instants, %s to %s', async (from, to) => {
  const jobs = new Map<string, string>();
  const walks = new Map(zones.map((zone) => [zone, walk(zone, at(from), at(to))]));
  for (const zone of zones) {
    const first = walks.get(zone)![0]!;
    const job = await insertTestJob(store, first, { cron_expression: '30 2 * * *', timezone: zone });
    jobs.set(zone, job.id);
  }
  // One pass at every expected occurrence, instead of one per second.
  const passes = [...new Set([...walks.values()].flat())].sort();
  for (const time of passes) {
    await planDueJobs({ ...store, onError: (error) => expect.fail(String(error)) }, at(time));
  }
  for (const zone of zones) {
    const runs = await listRuns(store.db, { jobId: jobs.get(zone), limit: 200 });
    const fired = runs.map((run) => run.scheduled_for.toString()).toReversed();
    expect(fired, zone).toEqual(walks.get(zone));
    expect(runs.every((run) => run.status === 'queued')).toBe(true);
  }
});
