// The tables of lateness objectives as TypeScript types.
import type { Instant } from './column-types.ts';

export type ObjectiveAction = 'objective.created' | 'objective.updated' | 'objective.deleted';

/** The lateness objective of a tag: this share of its runs begins within this time. */
export interface ObjectivesTable {
  tag: string;
  share: number;
  within_seconds: number;
  window_days: number;
  counted_since: Instant;
  created_at: Instant;
  updated_at: Instant;
}

/** Runs that one statement ended or missed, by minute: begun in time or not. */
interface ObjectivePartsTable {
  tag: string;
  starts_at: Instant;
  good: number;
  bad: number;
}

interface ObjectiveCountsTable extends ObjectivePartsTable {
  span_minutes: number;
}

export interface ObjectiveTables {
  objectives: ObjectivesTable;
  objective_parts: ObjectivePartsTable;
  objective_counts: ObjectiveCountsTable;
}
