// Types of columns that are read in one form and written in another.
import type { ColumnType } from 'kysely';

/** Reads as an instant, is written as RFC 3339 text: drivers disagree about every other form. */
export type Instant = ColumnType<Temporal.Instant, string, string>;
export type NullableInstant = ColumnType<Temporal.Instant | null, string | null | undefined, string | null>;
/** Reads as the value, is written as JSON text: drivers disagree about arrays and strings. */
export type Json<T> = ColumnType<T, string, string>;
export type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
export type Defaulted<T> = ColumnType<T, T | undefined, T>;
