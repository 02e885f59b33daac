// Who may call what, once there are access keys.
import type { Role } from './schemas/session.ts';

/** `open`: without a key. */
export type Access = Role | 'open';

/** By operation id. `document.ts` does not compile while a route is missing. */
export const access = {
  // Jobs: what is called, and when, is an admin's; starting and stopping it an operator's.
  createJob: 'admin',
  testJob: 'admin',
  listJobs: 'viewer',
  listJobTimelines: 'viewer',
  getJob: 'viewer',
  replaceJob: 'admin',
  updateJob: 'admin',
  deleteJob: 'admin',
  createJobs: 'admin',
  getJobByKey: 'viewer',
  putJobByKey: 'admin',
  deleteJobByKey: 'admin',
  listJobChanges: 'viewer',
  pauseJob: 'operator',
  resumeJob: 'operator',
  /** To delete them takes an admin, as the handler sees to. */
  changeJobs: 'operator',

  startRun: 'operator',
  backfillJob: 'operator',
  listJobRuns: 'viewer',
  listRuns: 'viewer',
  cancelRun: 'operator',
  retryRun: 'operator',
  getRun: 'viewer',
  changeRuns: 'operator',

  previewSchedule: 'viewer',

  getMasterSwitch: 'viewer',
  pausePlanning: 'operator',
  resumePlanning: 'operator',
  getStats: 'viewer',
  getFailures: 'viewer',
  listenToEvents: 'viewer',
  getMetrics: 'viewer',
  getSystem: 'viewer',

  getSession: 'viewer',
  createSession: 'open',
  deleteSession: 'open',

  getHealth: 'open',
  getReadiness: 'open',
  getDocument: 'open',
  getDocs: 'open',
  getPage: 'open',
} as const satisfies Record<string, Access>;

/** How a key is shown: as a bearer token, or by the cookie that it was exchanged for. */
export const securitySchemes = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A key of `API_KEYS`. An operation names the role that it needs: `viewer`, `operator` or `admin`, each of which may do what those before it may. Without `API_KEYS` none is asked for.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'scheduler_session',
    description: 'From `POST /session`, for pages of this service.',
  },
} as const;

/** Roles are listed as OpenAPI 3.1 has it: needed for the operation, "but not otherwise defined or exchanged in-band". */
export function securityOf(needed: Access): Record<string, string[]>[] {
  return needed === 'open' ? [] : Object.keys(securitySchemes).map((scheme) => ({ [scheme]: [needed] }));
}
