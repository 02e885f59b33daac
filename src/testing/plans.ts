// Test helper: explains statements on the product's pools, and finds plans that read too many rows.
import { type CompiledQuery, type Kysely, sql } from 'kysely';
import type { Database } from '../store/schema.ts';

/** A node of a plan in the JSON format of EXPLAIN. */
export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  'TID Cond'?: string;
  'Join Filter'?: string;
  Plans?: PlanNode[];
}

/** All nodes of the plan of the statement on a connection of `pool`, with the settings of the pool. */
export async function explain(pool: Kysely<Database>, query: CompiledQuery): Promise<PlanNode[]> {
  return await pool.connection().execute(async (session) => {
    await sql.raw(`prepare explained as ${query.sql}`).execute(session);
    try {
      const values = query.parameters.map(literal).join();
      const { rows } = await sql
        .raw<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
          `explain (format json) execute explained ${values === '' ? '' : `(${values})`}`,
        )
        .execute(session);
      return flatten(rows[0]!['QUERY PLAN'][0].Plan);
    } finally {
      await sql`deallocate explained`.execute(session);
    }
  });
}

const LARGE = /^(?:live_runs|job_states|jobs|runs(?:_\d{8}|_default)?)$/;
/** Equality with the key of a run or a job. Other conditions can match most of the table. */
const IS_BY_KEY = /\((?:\w+\.)?(?:id|job_id) = /;
const IS_KEY_PAIR = /\b(?:id|job_id) = (?:ANY \(ARRAY\[)?(?:\w+\.)?(?:id|job_id)\b/;
/** Indexes of which a pass reads a range in order, up to a limit. */
const RANGE_INDEXES = new Set(['job_states_due', 'job_states_paused_until', 'live_runs_unsent']);

/** Nodes that read more rows of a large table than requested, or combine all rows of two inputs. */
export function findBroadReads(nodes: PlanNode[]): string[] {
  return nodes.flatMap((node) => {
    const type = node['Node Type'];
    const table = node['Relation Name'];
    const filter = node['Join Filter'];
    if (/Join$/.test(type)) return [type];
    if (filter !== undefined && IS_KEY_PAIR.test(filter)) return [`${type} filtered by ${filter}`];
    if (table === undefined || !LARGE.test(table) || !/Scan$/.test(type) || isByKey(node)) return [];
    const index = node['Index Name'];
    const condition = node['Index Cond'] ?? node['Recheck Cond'] ?? 'no condition';
    return [`${type} on ${table}${index === undefined ? '' : ` over ${index}`} by ${condition}`];
  });
}

function isByKey(node: PlanNode): boolean {
  if (node['Node Type'] === 'Seq Scan') return false;
  if (node['TID Cond'] !== undefined) return true;
  const condition = node['Index Cond'] ?? node['Recheck Cond'];
  if (condition === undefined) return false;
  return IS_BY_KEY.test(condition) || RANGE_INDEXES.has(node['Index Name'] ?? '');
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `'{${value.map(element).join()}}'`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') throw new Error('A parameter is text, a number, a boolean or a list.');
  return `'${value.replaceAll("'", "''")}'`;
}

function element(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return literal(typeof value === 'string' ? JSON.stringify(value) : value).replace(/^'|'$/g, '');
}
