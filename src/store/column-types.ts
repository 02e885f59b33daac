// Types of columns that are read and written in different forms.
import type { ColumnType } from 'kysely';

/** Read as an instant, written as RFC 3339 text. */
export type Instant = ColumnType<Temporal.Instant, string, string>;
export type NullableInstant = ColumnType<Temporal.Instant | null, string | null | undefined, string | null>;
/** Read as the value, written as JSON text. */
export type Json<T> = ColumnType<T, string, string>;
export type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
export type Defaulted<T> = ColumnType<T, T | undefined, T>;
