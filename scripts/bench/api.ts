// Measures the API beside a bare Hono route with the same validation and one statement; batches; bulk.
import type { BareApiHandlers } from './bare-api-process.ts';
import { PAYLOAD } from './body.ts';
import { createFlow, readFlow } from './flow.ts';
import { type Ground, withGround } from './ground.ts';
import { type Load, loadHttp } from './http-load.ts';
import { startOurs } from './ours.ts';
import { type Context, format, formatSpread, type Report, spreadOf } from './report.ts';
import { startChild } from './rpc.ts';
import type { JobFields } from './service.ts';

const LATER = '2099-01-01T00:00:00Z';
const BULK_SECONDS = 5;
const FRESH_PER_SECOND = 50;

interface Rounds {
  post: Load[];
  barePost: Load[];
  list: Load[];
  bareList: Load[];
  batchPerSecond: number[];
}

export async function measure(context: Context): Promise<Report> {
  const { knobs, report } = context;
  return await withGround(knobs, async (ground) => {
    const databaseUrl = await ground.makeMonth('ours');
    const ours = await startOurs({ ground, databaseUrl, redisUrl: ground.nextRedisUrl() });
    const bare = await startChild<BareApiHandlers>(new URL('bare-api-process.ts', import.meta.url), [
      databaseUrl,
    ]);
    ground.stack.defer(async () => await bare.end());
    const bareUrl = await bare.call('url');
    const url = ours.apiProcess.url!;
    const rounds: Rounds = { post: [], barePost: [], list: [], bareList: [], batchPerSecond: [] };
    // The round before the first warms up.
    for (let round = 0; round <= knobs.rounds; round++) {
      const seconds = round === 0 ? 2 : knobs.apiSeconds;
      const load = { clients: knobs.apiClients, seconds };
      const post = { ...load, method: 'POST' as const, path: '/jobs', body: toBody };
      const list = { ...load, method: 'GET' as const, path: '/jobs?limit=50' };
      const measured = {
        barePost: await loadHttp({ ...post, url: bareUrl }),
        post: await loadHttp({ ...post, url }),
        batchPerSecond: await measureBatches(ours.createJobs, round === 0 ? 1_000 : knobs.apiJobs),
        bareList: await loadHttp({ ...list, url: bareUrl }),
        list: await loadHttp({ ...list, url }),
      };
      report(
        `round ${round}: POST /jobs ${format(measured.post.perSecond)}/s, bare ${format(measured.barePost.perSecond)}/s`,
      );
      if (round === 0) continue;
      rounds.post.push(measured.post);
      rounds.barePost.push(measured.barePost);
      rounds.list.push(measured.list);
      rounds.bareList.push(measured.bareList);
      rounds.batchPerSecond.push(measured.batchPerSecond);
    }
    report(`pausing ${knobs.bulkJobs} jobs in bulk`);
    const bulk = await measureBulk(ground, ours, knobs.bulkJobs);
    const rate = (loads: Load[]) => spreadOf(loads.map(({ perSecond }) => perSecond)).median;
    const row = (name: string, loads: Load[]) => [
      name,
      formatSpread(loads.map(({ perSecond }) => perSecond)),
      formatSpread(loads.map(({ p50Ms }) => p50Ms)),
      formatSpread(loads.map(({ p99Ms }) => p99Ms)),
    ];
    return {
      title: `api: ${knobs.apiClients} clients, each sending its next request when it has the response`,
      notes: [
        ground.settings,
        'The bare routes validate with the same schema and run one named statement on the same database.',
      ],
      tables: [
        {
          title: 'Requests (median of rounds, smallest–largest)',
          head: ['', 'requests/s', 'p50, ms', 'p99, ms'],
          rows: [
            row('POST /jobs', rounds.post),
            row('bare POST, one INSERT', rounds.barePost),
            row('GET /jobs?limit=50', rounds.list),
            row('bare GET, one SELECT', rounds.bareList),
          ],
        },
        {
          title: 'Many at once',
          head: ['', ''],
          rows: [
            ['POST /jobs/batch, jobs/s', formatSpread(rounds.batchPerSecond)],
            [`bulk pause of ${format(knobs.bulkJobs)} jobs, s`, format(bulk.seconds)],
            ['runs due meanwhile', String(bulk.flow.delivered.count)],
            ['their p99 lateness, ms', format(bulk.flow.delivered.p99Ms)],
          ],
        },
      ],
      promises: [
        {
          about: 'POST /jobs beside the bare route',
          measured: rate(rounds.post) / rate(rounds.barePost),
          limit: 0.5,
          bound: 'at least',
          unit: '×',
        },
        {
          about: 'bare GET beside GET /jobs?limit=50',
          measured: rate(rounds.bareList) / rate(rounds.list),
          limit: 3,
          bound: 'at most',
          unit: '×',
        },
        {
          about: 'POST /jobs/batch',
          measured: spreadOf(rounds.batchPerSecond).median,
          limit: 10_000,
          bound: 'at least',
          unit: 'jobs/s',
        },
        {
          about: `bulk pause of ${format(knobs.bulkJobs)} jobs`,
          measured: bulk.seconds,
          limit: (BULK_SECONDS * knobs.bulkJobs) / 10_000,
          bound: 'at most',
          unit: 's',
        },
        {
          about: 'jobs paused by it',
          measured: bulk.paused,
          limit: knobs.bulkJobs,
          bound: 'at least',
          unit: 'jobs',
        },
        {
          about: 'runs due meanwhile over one second late or missing',
          measured: bulk.flow.delivered.over1s + bulk.flow.expected - bulk.flow.delivered.count,
          limit: 0,
          bound: 'at most',
          unit: 'runs',
        },
      ],
      figures: { rounds, bulk },
    };
  });
}

function toJob(number: number, tag: string): JobFields {
  return { name: `Job ${number}`, schedule_type: 'specific_time', specific_time: LATER, tags: [tag] };
}

function toBody(number: number): string {
  return JSON.stringify({
    ...toJob(number, 'post'),
    target: 'http://127.0.0.1:65535/hook',
    payload: PAYLOAD,
  });
}

/** Four clients, each sending batches of 1 000. */
async function measureBatches(
  createJobs: (jobs: readonly JobFields[]) => Promise<void>,
  count: number,
): Promise<number> {
  const clients = Math.min(4, count / 1_000);
  const jobs = Array.from({ length: Math.floor(count / clients) }, (_, number) => toJob(number, 'batch'));
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: clients }, () => createJobs(jobs)));
  return (jobs.length * clients * 1_000) / (performance.now() - startedAt);
}

/** Pauses jobs by their tag, 1 000 a request as the API allows, while other jobs are due. */
async function measureBulk(ground: Ground, ours: Awaited<ReturnType<typeof startOurs>>, count: number) {
  await createFlow(ours, FRESH_PER_SECOND);
  await ours.createJobs(Array.from({ length: count }, (_, number) => toJob(number, 'bulk')));
  const from = Math.ceil(Date.now() / 1_000) * 1_000 + 2_000;
  await new Promise((resolve) => setTimeout(resolve, from - Date.now()));
  const startedAt = performance.now();
  let paused = 0;
  let cursor: string | undefined;
  do {
    const result = (await ours.api.request('POST', '/jobs/bulk', {
      action: 'pause',
      filter: { tag: 'bulk' },
      ...(cursor !== undefined && { cursor }),
    })) as { done: string[]; next_cursor: string | null };
    paused += result.done.length;
    cursor = result.next_cursor ?? undefined;
  } while (cursor !== undefined);
  const seconds = (performance.now() - startedAt) / 1_000;
  const range = { from, to: Math.ceil(Date.now() / 1_000) * 1_000 + 2_000 };
  const expected = (FRESH_PER_SECOND * (range.to - range.from)) / 1_000;
  await new Promise((resolve) => setTimeout(resolve, range.to - Date.now()));
  return { seconds, paused, flow: await readFlow({ ground, ours, range, expected, spanMs: 1_000 }) };
}
