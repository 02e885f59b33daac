// The role that each operation requires when the service has API keys.
import type { Role } from './schemas/session.ts';

/** `open`: no API key required. */
export type Access = Role | 'open';

/** Required role by operation ID. `document.ts` does not compile if an operation is missing here. */
export const access = {
  // Jobs: defining a job (target, payload, schedule) requires admin; starting, pausing and resuming it requires operator.
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
  eraseEvidence: 'admin',
  listJobChanges: 'viewer',
  pauseJob: 'operator',
  resumeJob: 'operator',
  /** Action `delete` requires admin: the handler checks this. */
  changeJobs: 'operator',
  applyJobs: 'admin',

  /** A payload override requires admin or `allow_payload_override`: the handler checks this. */
  startRun: 'operator',
  backfillJob: 'operator',
  listJobRuns: 'viewer',
  listRuns: 'viewer',
  countRuns: 'viewer',
  exportRuns: 'viewer',
  cancelRun: 'operator',
  retryRun: 'operator',
  getRun: 'viewer',
  changeRuns: 'operator',

  previewSchedule: 'viewer',
  listOccurrences: 'viewer',
  listInterruptions: 'viewer',

  getMasterSwitch: 'viewer',
  pausePlanning: 'operator',
  resumePlanning: 'operator',
  getStats: 'viewer',
  getFailures: 'viewer',
  listenToEvents: 'viewer',
  getMetrics: 'viewer',
  getSystem: 'viewer',
  listAudit: 'viewer',

  listCredentials: 'viewer',
  createCredential: 'admin',
  getCredential: 'viewer',
  updateCredential: 'admin',
  deleteCredential: 'admin',

  listChannels: 'viewer',
  createChannel: 'admin',
  getChannel: 'viewer',
  updateChannel: 'admin',
  deleteChannel: 'admin',
  testChannel: 'admin',
  listNotificationRules: 'viewer',
  createNotificationRule: 'admin',
  getNotificationRule: 'viewer',
  updateNotificationRule: 'admin',
  deleteNotificationRule: 'admin',
  listObjectives: 'viewer',
  getObjective: 'viewer',
  putObjective: 'admin',
  deleteObjective: 'admin',
  listAlerts: 'viewer',
  listNotices: 'viewer',

  getSession: 'viewer',
  createSession: 'open',
  deleteSession: 'open',

  getHealth: 'open',
  getReadiness: 'open',
  getDocument: 'open',
  getDocs: 'open',
  getPage: 'open',
} as const satisfies Record<string, Access>;

/** Two ways to authenticate: the API key as a bearer token, or the session cookie that it was exchanged for. */
export const securitySchemes = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API key from `API_KEYS`. Every operation states the role it requires: `viewer`, `operator` or `admin`. An operator may do everything that a viewer may, an admin everything. Without `API_KEYS` the service requires no key.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'scheduler_session',
    description: 'The session cookie set by `POST /session`, used by the web interface.',
  },
} as const;

/** Security requirements of an operation. OpenAPI 3.1 allows role names in the list for schemes other than OAuth2. */
export function securityOf(needed: Access): Record<string, string[]>[] {
  return needed === 'open' ? [] : Object.keys(securitySchemes).map((scheme) => ({ [scheme]: [needed] }));
}
