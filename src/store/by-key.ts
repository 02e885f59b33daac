// A join condition that forces PostgreSQL to look up each row in the index of the key.
import { sql } from 'kysely';

/**
 * `key = value` for statements on connections with pinned plans. A plan made while the tables are empty could scan a
 * whole index, and would be kept. A condition on an array allows no merge or hash join, so the index lookup remains.
 */
export const byKey = (key: string, value: string) => sql.raw(`(${key} = any(array[${value}]))`);
