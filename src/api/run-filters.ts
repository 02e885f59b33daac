// Converts the filters of a request to those of the database.
import type { RunFilters } from '../../openapi/schemas/run-filters.ts';
import type { RunFilter } from '../store/run-lists.ts';

const toInstant = (text: string | undefined) =>
  text === undefined ? undefined : Temporal.Instant.from(text);

export function readRunFilters(filters: RunFilters): RunFilter {
  const {
    job_id: jobId,
    status,
    trigger,
    status_code: statusCode,
    error_code: errorCode,
    host,
    tag,
  } = filters;
  // Host names of URLs are in lower case.
  const hostName = host?.toLowerCase();
  const [from, to] = [toInstant(filters.from), toInstant(filters.to)];
  return { jobId, status, trigger, statusCode, errorCode, host: hostName, tag, from, to };
}
