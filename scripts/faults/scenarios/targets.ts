// Faults of targets: no, endless, broken and hostile responses, and a host that never responds.
import type { Scenario } from '../scenario.ts';

const ALL = ['redis', 'postgres', 'embedded'] as const;
const RUDE = ['/hang', '/drip', '/endless', '/bomb', '/reset', '/large-header', '/garbage', '/slow?ms=900'];
const DEAD_HOST_RUNS = 500;

export const targetScenarios: Scenario[] = [
  {
    name: 'targets-rude',
    group: 'Targets',
    about: 'targets that hang, drip, never end, send bombs, reset, exceed limits and send garbage',
    backends: ALL,
    faultMs: 20_000,
    limits: { recoveryMs: 10_000, worstMs: 2_000 },
    fault: async ({ cluster, create, now, wait }) => {
      const endsAtMs = Math.ceil((now() + 20_000) / 1_000) * 1_000;
      for (const path of RUDE) {
        await create(
          {
            name: `rude ${path}`,
            target: `${cluster.targetUrl}${path}`,
            schedule_type: 'cron',
            cron_expression: '*/2 * * * * *',
            overlap: 'allow',
            ends_at: new Date(endsAtMs).toISOString(),
            timeout_seconds: 2,
            retry: { max_attempts: 2, initial_delay_seconds: 1 },
          },
          { type: 'cron', expression: '*/2 * * * * *', timezone: 'UTC' },
          { closesConnections: path === '/reset' },
        );
      }
      await wait(endsAtMs - now());
    },
  },
  {
    name: 'targets-dead-host',
    group: 'Targets',
    about: `${DEAD_HOST_RUNS} runs at a host that never responds; all others stay punctual`,
    backends: ALL,
    faultMs: 15_000,
    limits: { recoveryMs: 20_000, worstMs: 2_000 },
    fault: async ({ cluster, jobs, now, wait }) => {
      const atMs = Math.ceil(now()) + 4_000;
      const nowMs = now();
      const created = await cluster.apis[0]!.client.jobs.batch(
        Array.from({ length: DEAD_HOST_RUNS }, (_, index) => ({
          name: `dead host ${index}`,
          // Another name than that of the other jobs: permits are counted by host name.
          target: `${cluster.targetUrl.replace('127.0.0.1', 'localhost')}/hang`,
          schedule_type: 'specific_time' as const,
          specific_time: new Date(atMs).toISOString(),
          timeout_seconds: 3,
          retry: { max_attempts: 1 },
        })),
      );
      for (const { id, name } of created) {
        jobs.push({
          id,
          name,
          schedule: { type: 'specific', atMs },
          overlap: 'skip',
          active: [{ fromMs: nowMs, surelyFromMs: nowMs, surelyUntilMs: Infinity, untilMs: Infinity }],
          endsAtMs: Infinity,
          isDeleted: false,
          isSlow: true,
        });
      }
      await wait(atMs - now() + 10_000);
    },
  },
];
