// Parsers of column values, by the OID of their type.
import { parseInstant } from './instants.ts';

const INT8 = 20;
const TIMESTAMPTZ = 1184;

/** Instants as Temporal.Instant; 8-byte integers as numbers, because all of them are counts or durations. */
export const columnParsers: Record<number, (text: string) => unknown> = {
  [INT8]: Number,
  [TIMESTAMPTZ]: parseInstant,
};
