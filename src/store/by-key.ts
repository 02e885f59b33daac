// Join condition that PostgreSQL can only satisfy by looking each row up in the key's index.
import { sql } from 'kysely';

/**
 * `key = value` for statements on connections with pinned plans. A plan made while the tables are empty would read an
 * ordered index whole, and be kept: a condition on an array cannot be merged or hashed, which leaves the lookup.
 */
export const byKey = (key: string, value: string) => sql.raw(`(${key} = any(array[${value}]))`);
