// Measures whether cost depends on the number of jobs, the length of history or the burst size.
import { type BurstResult, measureBurst, warmUp } from './burst.ts';
import { cloneJobs } from './clone.ts';
import { measurePlanning, type PlanCost } from './cost.ts';
import { type Ground, withGround } from './ground.ts';
import { loadHttp } from './http-load.ts';
import { median } from './measure.ts';
import { countMonth, seedMonth } from './month.ts';
import { type Ours, startOurs } from './ours.ts';
import { type Context, format, type Promised, type Report } from './report.ts';

const FEW_JOBS = 1_000;
const MOST = 1.5;
/** What "no more" allows for noise. */
const SAME = 1.15;
const DAYS = 31;
const PAGE_SECONDS = 1;
const PAGE_TURNS = 5;

/** Medians of one client's requests. */
interface Pages {
  firstMs: number;
  deepMs: number;
}

interface Cost {
  name: string;
  burst: BurstResult;
}

export async function measure(context: Context): Promise<Report> {
  const { knobs, report } = context;
  return await withGround(knobs, async (ground) => {
    report('no history, few jobs');
    const empty = await measureCosts(context, ground, 'empty', 0, [knobs.smallBurst, knobs.burst]);
    report(`filling history with ${format(knobs.flatRows)} rows`);
    const full = await measureCosts(context, ground, 'full', knobs.flatRows / DAYS, [knobs.burst]);
    const jobs: { count: number; plan: PlanCost; pages: Pages }[] = [];
    for (const count of [FEW_JOBS, knobs.flatJobs]) {
      report(`planning and lists with ${format(count)} jobs`);
      jobs.push(await measureJobs(ground, count, knobs.burst));
    }
    const [few, many] = jobs;
    const costs = [...empty.costs, ...full.costs];
    const [small, large, withHistory] = costs;
    const total = ({ burst: { cpuUs } }: Cost) => cpuUs.worker + cpuUs.postgres;
    const plan = ({ apiUs, postgresUs }: PlanCost) => apiUs + postgresUs;
    const ratio = (about: string, measured: number, limit: number): Promised => ({
      about,
      measured,
      limit,
      bound: 'at most',
      unit: '×',
    });
    return {
      title: 'flat: cost by the number of jobs, the length of history and the size of a burst',
      notes: [ground.settings, `Histories: ${empty.history}; ${full.history}.`],
      tables: [
        {
          title: 'Bursts',
          head: ['', 'runs', 'runs/s', 'worker µs', 'PostgreSQL µs', 'ended'],
          rows: costs.map(({ name, burst }) => [
            name,
            format(burst.count),
            format(burst.perSecond),
            format(burst.cpuUs.worker),
            format(burst.cpuUs.postgres),
            format(burst.ended),
          ]),
        },
        {
          title: 'Jobs',
          head: ['jobs', 'planning: API µs', 'PostgreSQL µs', 'first page p50, ms', 'deep page p50, ms'],
          rows: jobs.map(({ count, plan: { apiUs, postgresUs }, pages }) => [
            format(count),
            format(apiUs),
            format(postgresUs),
            format(pages.firstMs),
            format(pages.deepMs),
          ]),
        },
      ],
      promises: [
        ratio(
          `planning with ${format(many!.count)} jobs beside ${format(few!.count)}`,
          plan(many!.plan) / plan(few!.plan),
          MOST,
        ),
        ratio('the first page likewise', many!.pages.firstMs / few!.pages.firstMs, MOST),
        ratio('a deep page beside the first', many!.pages.deepMs / many!.pages.firstMs, SAME),
        ratio('CPU of a run with that history beside none', total(withHistory!) / total(large!), SAME),
        ratio(
          `CPU of a run in a burst of ${format(knobs.burst)} beside ${format(knobs.smallBurst)}`,
          total(large!) / total(small!),
          SAME,
        ),
      ],
      figures: { costs, jobs },
    };
  });
}

async function measureCosts(
  { knobs, report }: Context,
  ground: Ground,
  name: string,
  rowsPerDay: number,
  counts: number[],
): Promise<{ history: string; costs: Cost[] }> {
  const databaseUrl = await ground.makeDatabase(name);
  await seedMonth(databaseUrl, rowsPerDay);
  const history = await countMonth(ground.pool(databaseUrl));
  await ground.cleanUpBeside(databaseUrl);
  const ours = await startOurs({ ground, databaseUrl, redisUrl: ground.nextRedisUrl() });
  const running = ours.asRunning();
  let createMsPerThousand = await warmUp(ground, running, knobs.warmUp);
  const costs: Cost[] = [];
  for (const count of counts) {
    const burst = await measureBurst({
      ground,
      running,
      count,
      createMsPerThousand,
      deadlineSeconds: knobs.deadlineSeconds,
    });
    ({ createMsPerThousand } = burst);
    report(`${history}: ${format(burst.perSecond)}/s`);
    costs.push({ name: history, burst });
  }
  await ours.end();
  return { history, costs };
}

async function measureJobs(ground: Ground, count: number, planned: number) {
  const database = `jobs_${count}`;
  const plan = await measurePlanning(ground, database, planned, async (ours) => {
    await cloneJobs(ours, count, 'never', 'idle');
  });
  const url = new URL(ground.postgres.url);
  url.pathname = `/${database}`;
  const ours = await startOurs({
    ground,
    databaseUrl: url.href,
    redisUrl: ground.nextRedisUrl(),
    withWorker: false,
  });
  // Pausing stops what planning left behind, so that lists are measured alone.
  await ours.api.request('POST', '/pause', { reason: 'Lists are measured.' });
  const [middle] = await ours.query<{ id: string }>('select id from jobs order by id offset $1 limit 1', [
    Math.floor(count / 2),
  ]);
  const cursor = await cursorAfter(ours, middle!.id);
  const load = async (path: string, seconds: number) =>
    await loadHttp({ url: ours.apiProcess.url!, method: 'GET', path, clients: 1, seconds });
  await load('/jobs?limit=50', 1);
  const loads = { first: [] as number[], deep: [] as number[] };
  // In turns, so that other load on the machine burdens both alike.
  for (let turn = 0; turn < PAGE_TURNS; turn++) {
    loads.first.push((await load('/jobs?limit=50', PAGE_SECONDS)).p50Ms);
    loads.deep.push((await load(`/jobs?limit=50&cursor=${encodeURIComponent(cursor)}`, PAGE_SECONDS)).p50Ms);
  }
  const pages: Pages = { firstMs: median(loads.first), deepMs: median(loads.deep) };
  await ours.end();
  return { count, plan, pages };
}

/** The first page's cursor with another id in it: to walk to the middle would take thousands of pages. */
async function cursorAfter(ours: Ours, id: string): Promise<string> {
  const page = (await ours.api.request('GET', '/jobs?limit=50')) as { next_cursor: string };
  const [order, , value] = JSON.parse(Buffer.from(page.next_cursor, 'base64url').toString()) as unknown[];
  return Buffer.from(JSON.stringify([order, id, value])).toString('base64url');
}
