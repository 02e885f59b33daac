// The typed client of Scheduler Service.
export type { CallOptions, PostOptions, WriteOptions } from './calls.ts';
export { type FieldError, type Problem, SchedulerError } from './errors.ts';
export type { Listing, Page } from './listing.ts';
export type * from './models.ts';
export { type ClientOptions, createClient, Scheduler } from './scheduler.ts';
export type { components, operations, paths } from './schema.ts';
export { createKey } from './unique-key.ts';
