// Measures what a transaction costs that stays open elsewhere and keeps vacuum from removing dead rows.
import pg from 'pg';
import { withGround } from './ground.ts';
import { startHalfPeak, throughputOf } from './half-peak.ts';
import { type Context, format, type Report } from './report.ts';

const RECOVERY_SECONDS = 60;

export async function measure(context: Context): Promise<Report> {
  const { knobs, report } = context;
  return await withGround(knobs, async (ground) => {
    const { ours, perSecond, measureSeconds } = await startHalfPeak(context, ground, 'horizon');
    report(`${perSecond} runs a second for ${knobs.baselineSeconds} s, nothing held`);
    const without = await measureSeconds(knobs.baselineSeconds);
    const [database] = await ours.query<{ name: string }>('select current_database() as name');
    const url = new URL(ground.postgres.url);
    url.pathname = `/${database!.name}`;
    const holder = new pg.Client({ connectionString: url.href });
    holder.on('error', () => {});
    await holder.connect();
    ground.stack.defer(async () => await holder.end());
    await holder.query('set idle_in_transaction_session_timeout = 0');
    await holder.query('begin isolation level repeatable read');
    await holder.query('select 1 from jobs limit 1');
    report(`the same for ${knobs.horizonSeconds} s with a transaction open`);
    const held = await measureSeconds(knobs.horizonSeconds);
    const dead = await ours.query<{ table: string; dead: string; bytes: string }>(
      `select relname as table, n_dead_tup as dead, pg_total_relation_size(relid) as bytes
       from pg_stat_user_tables where relname in ('live_runs', 'job_states', 'jobs') order by relname`,
    );
    await holder.query('rollback');
    report('recovering');
    const after = await measureSeconds(knobs.recoverySeconds);
    // Normal: twice the p99 without the transaction, or what nobody would notice.
    const normalMs = Math.max(50, 2 * without.delivered.p99Ms);
    const lastSlow = after.spans.findLastIndex(({ p99Ms }) => !(p99Ms <= normalMs));
    // Still slow in the last span: when it ends is not known.
    const isNormal = lastSlow < after.spans.length - 1;
    const recoverySeconds = isNormal ? (lastSlow + 1) * 5 : Number.POSITIVE_INFINITY;
    const row = (name: string, flow: typeof held) => [
      name,
      format(throughputOf(flow)),
      format(flow.delivered.p50Ms),
      format(flow.delivered.p99Ms),
      format(flow.delivered.maxMs),
      `${flow.delivered.count} of ${flow.expected}`,
    ];
    return {
      title: `horizon: ${perSecond} runs a second while a transaction stays open for ${knobs.horizonSeconds} s`,
      notes: [
        ground.settings,
        `At the end of the open transaction: ${dead.map((each) => `${each.table} ${format(Number(each.dead))} dead rows, ${format(Number(each.bytes) / 2 ** 20)} MB`).join('; ')}.`,
        `Errors logged: ${ours.countErrors()}.`,
      ],
      tables: [
        {
          title: 'With and without',
          head: ['', 'runs/s', 'p50, ms', 'p99, ms', 'max, ms', 'delivered'],
          rows: [row('before', without), row('held', held), row('after', after)],
        },
      ],
      promises: [
        {
          about: 'throughput held beside before',
          measured: throughputOf(held) / throughputOf(without),
          limit: 0.95,
          bound: 'at least',
          unit: '×',
        },
        {
          about: 'p99 lateness while held',
          measured: held.delivered.p99Ms,
          limit: 1_000,
          bound: 'at most',
          unit: 'ms',
        },
        {
          about: 'normal again after',
          measured: recoverySeconds,
          limit: RECOVERY_SECONDS,
          bound: 'at most',
          unit: 's',
        },
        {
          about: 'early or doubled deliveries',
          measured: held.delivered.early + held.delivered.doubled,
          limit: 0,
          bound: 'at most',
          unit: 'runs',
        },
      ],
      figures: { perSecond, without, held, after, dead },
    };
  });
}
