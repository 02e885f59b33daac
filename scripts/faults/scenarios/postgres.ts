// Faults of PostgreSQL as a server: restarts, ended connections, locks, refusals.
import pg from 'pg';
import { FAULTS_APPLICATION } from '../cluster.ts';
import type { Field, Scenario } from '../scenario.ts';

const BOTH = ['redis', 'postgres'] as const;
const FAULT_MS = 30_000;

export const postgresScenarios: Scenario[] = [
  {
    name: 'postgres-restarted',
    group: 'PostgreSQL',
    about: 'immediate restart (SIGQUIT)',
    backends: BOTH,
    faultMs: 4_000,
    limits: {},
    isShort: true,
    fault: async ({ cluster, random, wait }) => {
      await cluster.postgres.kill('SIGQUIT');
      await wait(random.between(0, 2_000));
      await cluster.postgres.start();
    },
  },
  {
    name: 'postgres-gone',
    group: 'PostgreSQL',
    about: 'gone for 30 s',
    backends: BOTH,
    faultMs: FAULT_MS,
    limits: {},
    fault: async ({ cluster, wait }) => {
      await cluster.postgres.kill('SIGQUIT');
      await wait(FAULT_MS);
      await cluster.postgres.start();
    },
  },
  {
    name: 'postgres-backends-ended',
    group: 'PostgreSQL',
    about: 'one connection of the service is ended per second',
    backends: BOTH,
    faultMs: 15_000,
    limits: { recoveryMs: 30_000, worstMs: 15_000 },
    fault: async ({ cluster, random, wait }) => {
      for (let count = 0; count < 15; count++) {
        const pids = await readServicePids(cluster.pool);
        await cluster.pool.query('select pg_terminate_backend($1)', [random.pick(pids)]);
        await wait(1_000);
      }
    },
  },
  {
    name: 'postgres-read-only',
    group: 'PostgreSQL',
    about: 'read-only for 30 s',
    backends: BOTH,
    faultMs: FAULT_MS,
    limits: {},
    fault: async (field) => {
      await setForAll(field, 'default_transaction_read_only', 'on');
      await field.wait(FAULT_MS);
      await resetForAll(field, 'default_transaction_read_only');
    },
  },
  {
    name: 'postgres-failover',
    group: 'PostgreSQL',
    about: 'failover: old connections stay and are read-only, new ones reach the new primary',
    backends: BOTH,
    faultMs: 1_000,
    limits: { recoveryMs: 30_000 },
    fault: async (field) => {
      // The setting of the role wins in new sessions, that of the server in existing ones.
      await administer(field, 'alter role postgres set default_transaction_read_only = off');
      await setForAll(field, 'default_transaction_read_only', 'on');
    },
    afterwards: async (field) => await resetForAll(field, 'default_transaction_read_only'),
  },
  {
    name: 'postgres-statement-timeout',
    group: 'PostgreSQL',
    about: 'every statement that takes more than 1 ms fails, for 20 s',
    backends: BOTH,
    faultMs: 20_000,
    limits: {},
    fault: async (field) => {
      await setForAll(field, 'statement_timeout', '1');
      await field.wait(20_000);
      await resetForAll(field, 'statement_timeout');
    },
  },
  ...['live_runs', 'job_states'].map(
    (table): Scenario => ({
      name: `postgres-locked-${table.replace('_', '-')}`,
      group: 'PostgreSQL',
      about: `the table ${table} is locked for 30 s`,
      backends: BOTH,
      faultMs: FAULT_MS,
      limits: {},
      fault: async ({ cluster, wait }) => {
        const connection = new pg.Client({ connectionString: cluster.postgres.url });
        await connection.connect();
        await connection.query('begin');
        await connection.query(`lock table ${table} in access exclusive mode`);
        await wait(FAULT_MS);
        await connection.query('rollback');
        await connection.end();
      },
    }),
  ),
  {
    name: 'postgres-connections-exhausted',
    group: 'PostgreSQL',
    about: 'no connection is free for 20 s, and half of those of the service are ended',
    backends: BOTH,
    faultMs: 20_000,
    limits: {},
    cluster: { postgres: ['max_connections=150'] },
    fault: async ({ cluster, random, wait }) => {
      const held: pg.Client[] = [];
      const holdAll = async () => {
        for (;;) {
          const connection = new pg.Client({ connectionString: cluster.postgres.url });
          connection.on('error', () => {});
          try {
            await connection.connect();
          } catch {
            return;
          }
          held.push(connection);
        }
      };
      const pids = await readServicePids(cluster.pool);
      await holdAll();
      for (const pid of pids.filter(() => random.next() < 0.5)) {
        await cluster.pool.query('select pg_terminate_backend($1)', [pid]);
      }
      await holdAll();
      await wait(20_000);
      await Promise.all(held.map((connection) => connection.end()));
    },
  },
];

async function readServicePids(pool: pg.Pool): Promise<number[]> {
  const { rows } = await pool.query<{ pid: number }>(
    `select pid from pg_stat_activity
     where backend_type = 'client backend' and application_name <> $1 order by pid`,
    [FAULTS_APPLICATION],
  );
  return rows.map(({ pid }) => pid);
}

/** On a connection of its own: settings that are in force may refuse more than reading. */
async function administer({ cluster }: Field, ...statements: string[]): Promise<void> {
  const connection = new pg.Client({
    connectionString: cluster.postgres.url,
    options: '-c default_transaction_read_only=off -c statement_timeout=0',
  });
  await connection.connect();
  for (const statement of statements) await connection.query(statement);
  await connection.end();
}

/** Also in existing sessions. */
async function setForAll(field: Field, name: string, value: string): Promise<void> {
  await administer(field, `alter system set ${name} = ${value}`, 'select pg_reload_conf()');
}

async function resetForAll(field: Field, name: string): Promise<void> {
  await administer(field, `alter system reset ${name}`, 'select pg_reload_conf()');
}
