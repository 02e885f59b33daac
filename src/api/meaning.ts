// Finds the errors of meaning of bodies with errors of shape, route by route.
import { ChannelInput, ChannelPatch } from '../../openapi/schemas/channel.ts';
import { CredentialInput } from '../../openapi/schemas/credential.ts';
import { NotificationRuleInput, NotificationRulePatch } from '../../openapi/schemas/notification-rule.ts';
import { PreviewInput } from '../../openapi/schemas/schedule.ts';
import { findChannels } from '../store/channels.ts';
import { findCredentials } from '../store/credentials.ts';
import { findIdsByKey, findJobRows, type JobRow } from '../store/jobs.ts';
import { findRule } from '../store/notification-rules.ts';
import { findKeyErrors } from './apply.ts';
import { findBackfilled } from './backfill.ts';
import { BULK_ORDER } from './bulk.ts';
import { checkChannel } from './channel-input.ts';
import { checkSettings, patchCredential, repairCredential } from './credential-input.ts';
import { findErasureErrors } from './evidence.ts';
import type { ApiDeps } from './handlers.ts';
import { checkPauseEnd } from './job-actions.ts';
import { findJobErrors, repairJob } from './job-checks.ts';
import { findNamedCredentials } from './job-credentials.ts';
import { checkPayload, type ParseContext, parseJobInput } from './job-input.ts';
import { checkKey } from './jobs.ts';
import { mergeJobPatch } from './merge-patch.ts';
import { checkRuleFields, findMissing, mergeRulePatch } from './notification-rules.ts';
import { findCursorErrors } from './pages.ts';
import { collectErrors, type FieldError } from './problems.ts';
import { type Fields, isObject, replaceInvalid } from './repair.ts';
import { findPreviewErrors } from './schedules.ts';
import { decryptJob } from './secrets.ts';

interface InvalidBody {
  body: Fields;
  /** The errors of shape. */
  known: readonly FieldError[];
  /** A parameter of the path. */
  param: (name: string) => string;
  deps: ApiDeps;
}

/** The result may contain errors that are known. */
type Find = (request: InvalidBody) => FieldError[] | Promise<FieldError[]>;

export const findersOfRoutes: Record<string, Find> = {
  'POST /jobs': async ({ body, known, deps }) => findJobErrors(body, await contextOf(deps, [body], known)),
  'POST /jobs/test': async ({ body, known, deps }) =>
    findJobErrors(body, { ...(await contextOf(deps, [body], known)), canEncrypt: true }, parseJobInput),
  'PUT /jobs/{id}': async ({ body, known, param, deps }) => {
    const [stored] = await findStored(deps, [param('id')]);
    return findJobErrors(body, await contextOf(deps, [body], known, stored));
  },
  'PUT /jobs/by-key/{key}': async ({ body, known, param, deps }) => {
    const [stored] = await findStored(deps, await findIdsByKey(deps.reading, [param('key')]));
    const errors = findJobErrors(body, await contextOf(deps, [body], known, stored));
    return [...checkKey(body, param('key')), ...errors];
  },
  'PATCH /jobs/{id}': async ({ body, known, param, deps }) => {
    const [stored] = await findStored(deps, [param('id')]);
    if (stored === undefined) return [];
    const fields = mergeJobPatch(stored, replaceInvalid(body, known));
    return findJobErrors(fields, await contextOf(deps, [fields], known, stored));
  },
  'POST /jobs/batch': async (request) => await findBatchErrors(request, []),
  'POST /jobs/apply': async (request) => {
    const { body, deps } = request;
    const keys = listJobs(body).flatMap(({ key }) => (typeof key === 'string' ? key : []));
    const stored = await findStored(deps, await findIdsByKey(deps.reading, keys));
    const hasSet = !request.known.some(({ pointer }) => pointer === '/managed_by');
    const managed_by = hasSet ? String(body['managed_by']) : undefined;
    const errors = await findBatchErrors(request, stored);
    const keyErrors = [...findKeyErrors({ managed_by, jobs: listJobs(body) })].flatMap(([index, found]) =>
      found.map((error) => ({ ...error, pointer: `/jobs/${index}${error.pointer}` })),
    );
    return [...keyErrors, ...errors];
  },
  'POST /jobs/{id}/runs': async ({ body, param, deps }) => {
    const [job] = await findJobRows(deps.reading, [param('id')]);
    const { payload } = body;
    return job && payload !== undefined ? collectErrors(() => checkPayload(payload, job.method)) : [];
  },
  'POST /jobs/{id}/pause': ({ body, known }) => {
    const { until } = replaceInvalid(body, known);
    return checkPauseEnd(until as string | null | undefined, Temporal.Now.instant());
  },
  'POST /jobs/{id}/backfill': async ({ body, known, param, deps }) => {
    const [job] = await findJobRows(deps.reading, [param('id')]);
    const { from, to = from } = replaceInvalid(body, known) as { from?: string; to?: string };
    if (job === undefined || to === undefined) return [];
    return collectErrors(() => findBackfilled(job, { from: from ?? to, to }, Temporal.Now.instant()));
  },
  'POST /jobs/{id}/erase-evidence': async ({ body, param, deps }) => {
    const [job] = await findJobRows(deps.reading, [param('id')]);
    return await findErasureErrors(deps.reading, param('id'), job, body);
  },
  'POST /jobs/bulk': ({ body }) => findCursorErrors(body['cursor'], BULK_ORDER),
  'POST /runs/bulk': ({ body }) => findCursorErrors(body['cursor'], BULK_ORDER),
  'POST /schedules/preview': ({ body, known }) => {
    const { data } = PreviewInput.safeParse(repairJob(body, known));
    return data ? findPreviewErrors(data, Temporal.Now.instant(), known) : [];
  },
  'POST /channels': ({ body, known, deps }) => {
    const hasType = !known.some(({ pointer }) => pointer === '/type');
    const { data } = ChannelInput.safeParse(
      replaceInvalid(body, known, { name: 'channel', type: 'webhook' }),
    );
    const errors = data ? checkChannel(data, deps) : [];
    // Without a type, only what no type allows.
    return hasType
      ? errors
      : errors.filter(({ pointer }) => pointer !== '/recipients' && pointer.slice(1) in body);
  },
  'PATCH /channels/{id}': async ({ body, known, param, deps }) => {
    const [stored] = await findChannels(deps.reading, [param('id')]);
    const { data } = ChannelPatch.safeParse(replaceInvalid(body, known));
    return data && stored ? checkChannel(data, deps, stored) : [];
  },
  'POST /notification-rules': async ({ body, known, deps }) => {
    const { data } = NotificationRuleInput.safeParse(replaceInvalid(body, known, rulePlaceholders));
    return data ? await findRuleErrors(deps, data, known) : [];
  },
  'PATCH /notification-rules/{id}': async ({ body, known, param, deps }) => {
    const stored = await findRule(deps.reading, param('id'));
    const { channel_ids } = rulePlaceholders;
    const { data } = NotificationRulePatch.safeParse(replaceInvalid(body, known, { channel_ids }));
    return data && stored ? await findRuleErrors(deps, mergeRulePatch(stored, data), known) : [];
  },
  'POST /credentials': ({ body, known, deps }) => {
    const { data } = CredentialInput.safeParse(repairCredential(body, known));
    const errors: FieldError[] = [];
    const refuse = (field: string, detail: string) => errors.push({ pointer: `/${field}`, detail });
    if (data) checkSettings(data, { policy: deps.policy, now: Temporal.Now.instant() }, refuse);
    return errors;
  },
  'PATCH /credentials/{name}': async ({ body, known, param, deps }) => {
    const [stored] = await findCredentials(deps.reading, [param('name')]);
    const context = { ...deps, now: Temporal.Now.instant() };
    const patch = replaceInvalid(body, known);
    return stored ? collectErrors(() => patchCredential(patch, context, stored)) : [];
  },
};

const rulePlaceholders = {
  name: 'rule',
  event: 'missed',
  channel_ids: ['0198f0c2-7a51-7000-8000-000000000000'],
};

async function contextOf(
  { reading, policy, keyring }: ApiDeps,
  bodies: readonly Fields[],
  known: readonly FieldError[],
  stored?: JobRow,
): Promise<ParseContext> {
  const credentials = await findNamedCredentials(reading, bodies);
  const now = Temporal.Now.instant();
  const createdAt = stored?.created_at ?? now;
  return { policy, canEncrypt: keyring.canEncrypt, now, createdAt, stored, credentials, known };
}

async function findStored({ reading, keyring }: ApiDeps, ids: string[]): Promise<JobRow[]> {
  if (ids.length === 0) return [];
  return (await findJobRows(reading, ids)).map((job) => decryptJob(keyring, job));
}

/** The jobs of a batch; others than objects are empty. */
function listJobs(body: Fields): Fields[] {
  const jobs: unknown[] = Array.isArray(body['jobs']) ? body['jobs'] : [];
  return jobs.slice(0, 1_000).map((job) => (isObject(job) ? job : {}));
}

async function findBatchErrors(
  { body, known, deps }: InvalidBody,
  stored: readonly JobRow[],
): Promise<FieldError[]> {
  const jobs = listJobs(body);
  const context = await contextOf(deps, jobs, []);
  const byKey = new Map<unknown, JobRow>(stored.map((job) => [job.key, job]));
  return jobs.flatMap((job, index) => {
    const start = `/jobs/${index}`;
    const own = known
      .filter(({ pointer }) => pointer.startsWith(`${start}/`))
      .map((error) => ({ ...error, pointer: error.pointer.slice(start.length) }));
    const found = byKey.get(job['key']);
    const createdAt = found?.created_at ?? context.createdAt;
    const errors = findJobErrors(job, { ...context, known: own, stored: found, createdAt });
    return errors.map((error) => ({ ...error, pointer: start + error.pointer }));
  });
}

async function findRuleErrors(
  { reading }: ApiDeps,
  rule: NotificationRuleInput,
  known: readonly FieldError[],
): Promise<FieldError[]> {
  const hasEvent = !known.some(({ pointer }) => pointer === '/event');
  const channels = await findChannels(reading, rule.channel_ids);
  return [
    // Which number a rule needs depends on its event.
    ...checkRuleFields(rule).filter(({ pointer }) => hasEvent || pointer === '/tag'),
    ...(await findMissing(reading, rule, new Set(channels.map(({ id }) => id)))),
  ];
}
