// The runs of one job, newest first, as far back as they are looked at: what has ended is asked for once.
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { recall, remember, useLive } from '../live.ts';

/** What is drawn of a run. Instants are Unix milliseconds. */
export interface PastRun {
  id: string;
  status: Run['status'];
  at: number;
  /** The occurrence, where the run came later than it: of a backfill, or run again. */
  scheduledFor: number;
  /** The end of a missed stretch. */
  until: number | null;
  missed: number;
  tookMs: number | null;
  lateMs: number | null;
  code: number | null;
  isOver: boolean;
}

export interface Past {
  runs: readonly PastRun[];
  /** Older ones are not here; null where there are none. */
  since: number | null;
}

const PAGE = 200;
/** Further back the bars would be thinner than what can be told apart. */
const RUNS_AT_MOST = 1_600;
const LEAST_MS = 1_500;

export function usePast(
  jobId: string,
  from: number,
): { past: Past | undefined; refresh: () => Promise<void> } {
  const wanted = useRef(from);
  wanted.current = from;
  const load = useMemo(() => findPast(jobId), [jobId]);
  const live = useLive(`past of ${jobId}`, () => load(wanted.current), { on: ['runs'], leastMs: LEAST_MS });
  const { data, refresh } = live;
  const count = data.value?.runs.length ?? 0;
  const isLacking = (data.value?.since ?? 0) > from && count < RUNS_AT_MOST;
  // What is there is shown, and more asked for.
  useEffect(() => {
    if (isLacking) void refresh();
  }, [isLacking, count]);
  return { past: data.value, refresh };
}

/** A page that is opened again goes on with what it had. */
function findPast(jobId: string): ReturnType<typeof createPast> {
  const key = `how the past of ${jobId} is asked for`;
  const known = recall<ReturnType<typeof createPast>>(key) ?? createPast(jobId);
  remember(key, known);
  return known;
}

function createPast(jobId: string): (from: number) => Promise<Past> {
  let known: PastRun[] = [];
  /** Where it goes on; null at its end, undefined before the first answer. */
  let tail: string | null | undefined;

  /** One question after the other: two at once would both go on where the list ended. */
  let last: Promise<unknown> = Promise.resolve();
  return (from) => {
    const answer = last.then(() => look(from));
    last = answer.catch(() => undefined);
    return answer;
  };

  async function look(from: number): Promise<Past> {
    // Open for long: what it began with is far back by now.
    if (known.length > 2 * RUNS_AT_MOST) tail = undefined;
    if (tail === undefined) await restart();
    else await renew();
    if (typeof tail === 'string' && known.length < RUNS_AT_MOST && timeOf(known.at(-1)!.id) > from) {
      const page = await api.jobs.listRuns(jobId, { limit: PAGE, cursor: tail });
      known = [...known, ...page.data.map(toPast)];
      tail = page.next_cursor;
    }
    return { runs: known, since: tail === null ? null : timeOf(known.at(-1)!.id) };
  }

  async function restart(): Promise<void> {
    const page = await api.jobs.listRuns(jobId, { limit: PAGE });
    known = page.data.map(toPast);
    tail = page.next_cursor;
  }

  /** Everything since the oldest that had not ended: nothing before it changes any more. */
  async function renew(): Promise<void> {
    const oldest = known.findLast((run) => !run.isOver) ?? known[0];
    if (oldest === undefined) return await restart();
    const from = timeOf(oldest.id);
    const fresh: PastRun[] = [];
    let cursor: string | null = null;
    do {
      const query = { from: new Date(from).toISOString(), limit: PAGE, ...(cursor !== null && { cursor }) };
      const page = await api.jobs.listRuns(jobId, query);
      fresh.push(...page.data.map(toPast));
      cursor = page.next_cursor;
    } while (cursor !== null && fresh.length < RUNS_AT_MOST);
    // More than are shown have come meanwhile.
    if (cursor !== null) return await restart();
    known = [...fresh, ...known.filter((run) => timeOf(run.id) < from)];
  }
}

/** The time part of an id: runs are listed by it. */
export function timeOf(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}

function toPast(run: Run): PastRun {
  const scheduledFor = Date.parse(run.scheduled_for);
  // What was run later is shown when it was: it would cover the run that it repeats.
  const isLater = run.trigger === 'backfill' || run.trigger === 'retry';
  return {
    id: run.id,
    status: run.status,
    at: isLater ? Date.parse(run.started_at ?? run.due_at) : scheduledFor,
    scheduledFor,
    until: run.missed_until === null ? null : Date.parse(run.missed_until),
    missed: run.missed_count ?? 0,
    tookMs: run.duration_ms,
    lateMs: run.lateness_ms,
    code: run.status_code,
    isOver: run.finished_at !== null,
  };
}
