// The routes of notification rules.
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Kysely } from 'kysely';
import type { notificationRuleRoutes } from '../../openapi/notification-rules.ts';
import type {
  NotificationRule,
  NotificationRuleInput,
  NotificationRulePatch,
} from '../../openapi/schemas/notification-rule.ts';
import { insertAuditEntries } from '../store/audit-log.ts';
import { keepChannels } from '../store/channels.ts';
import { newId } from '../store/ids.ts';
import { jobExists } from '../store/jobs.ts';
import {
  closeAlertsOfRule,
  countRules,
  deleteRule,
  findRule,
  listRules,
  lockRule,
  type RuleRow,
  saveRule,
} from '../store/notification-rules.ts';
import type { RuleEvent } from '../store/notification-tables.ts';
import type { Database } from '../store/schema.ts';
import { entryOf } from './audit-entries.ts';
import { canonicalJson } from './canonical-json.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { runOnce } from './idempotency.ts';
import { viewInstant } from './instants.ts';
import { type FieldError, invalidFields, notFound, Problem } from './problems.ts';
import { runTransaction, type TransactionWrite } from './transaction.ts';

const RULES_AT_MOST = 100;

/** The number that each event needs. */
const numberOf = {
  failing: 'failures',
  late: 'late_seconds',
  no_success: 'silent_hours',
  missed: undefined,
  paused_by_failures: undefined,
} as const satisfies Record<RuleEvent, keyof NotificationRuleInput | undefined>;
const numbers = ['failures', 'late_seconds', 'silent_hours'] as const;

/** Fields whose change closes the open alerts: they were about another condition, or other jobs. */
const conditionFields = ['enabled', 'job_id', 'tag', 'event', ...numbers] as const;

export function createNotificationRuleHandlers(deps: ApiDeps): Handlers<typeof notificationRuleRoutes> {
  const { reading } = deps;
  return {
    listNotificationRules: async (c) => c.json({ data: (await listRules(reading)).map(viewRule) }, 200),
    getNotificationRule: async (c) => {
      const rule = await findRule(reading, c.req.valid('param').id);
      if (rule === undefined) throw notFound('rule');
      return c.json(viewRule(rule), 200);
    },
    createNotificationRule: async (c) => {
      const input = c.req.valid('json');
      const body = await runOnce(deps, c as Context, async (write) => {
        if ((await countRules(write.trx)) >= RULES_AT_MOST)
          throw new Problem(409, `There are ${RULES_AT_MOST} rules, which is the limit. Delete one first.`);
        await checkRule(write, input);
        const rule = { ...input, id: newId(), created_at: write.now, updated_at: write.now };
        await saveRule(write.trx, rule);
        await insertAuditEntries(write.trx, [
          {
            ...entryOf(write, 'rule.created', rule.job_id ?? undefined),
            after: { rule_id: rule.id, ...input },
          },
        ]);
        return { body: viewRule(rule), headers: { location: `/notification-rules/${rule.id}` } };
      });
      return c.json(body, 201);
    },
    updateNotificationRule: async (c) => {
      const { id } = c.req.valid('param');
      const patch = c.req.valid('json');
      const body = await runTransaction(deps, c as Context, async (write) => {
        const stored = await lockRule(write.trx, id);
        if (stored === undefined) throw notFound('rule');
        const { id: _, created_at, updated_at: __, ...before } = stored;
        const input = mergeRulePatch(before, patch);
        await checkRule(write, input);
        const rule = { ...input, id, created_at, updated_at: write.now };
        await saveRule(write.trx, rule);
        const isOther = conditionFields.some((field) => stored[field] !== rule[field]);
        if (isOther) await closeAlertsOfRule(write.trx, id);
        await insertAuditEntries(write.trx, [
          { ...entryOf(write, 'rule.updated', rule.job_id ?? undefined), ...diff(id, before, input) },
        ]);
        return viewRule(rule);
      });
      return c.json(body, 200);
    },
    deleteNotificationRule: async (c) => {
      const { id } = c.req.valid('param');
      await runTransaction(deps, c as Context, async (write) => {
        const stored = await lockRule(write.trx, id);
        if (stored === undefined) throw notFound('rule');
        await closeAlertsOfRule(write.trx, id);
        await deleteRule(write.trx, id);
        await insertAuditEntries(write.trx, [
          {
            ...entryOf(write, 'rule.deleted', stored.job_id ?? undefined),
            before: { rule_id: id, name: stored.name },
          },
        ]);
      });
      return c.body(null, 204);
    },
  };
}

/** Merges a patch into a rule. Another event clears the number of the former one. */
export function mergeRulePatch(
  stored: NotificationRuleInput,
  patch: z.infer<typeof NotificationRulePatch>,
): NotificationRuleInput {
  const hasOtherEvent = patch.event !== undefined && patch.event !== stored.event;
  const cleared = hasOtherEvent ? { failures: null, late_seconds: null, silent_hours: null } : {};
  return { ...stored, ...cleared, ...withoutUndefined(patch) };
}

/** Throws a 422 that names every invalid field. The channels are locked against deletion. */
async function checkRule({ trx }: TransactionWrite, input: NotificationRuleInput): Promise<void> {
  const channels = await keepChannels(trx, input.channel_ids);
  const errors = [...checkRuleFields(input), ...(await findMissing(trx, input, channels))];
  if (errors.length > 0) throw invalidFields(errors);
}

/** The errors of fields that name a job or a channel that does not exist. */
export async function findMissing(
  db: Kysely<Database>,
  { job_id, channel_ids }: NotificationRuleInput,
  channels: ReadonlySet<string>,
): Promise<FieldError[]> {
  const errors: FieldError[] = [];
  if (job_id !== null && !(await jobExists(db, job_id)))
    errors.push({ pointer: '/job_id', detail: 'is not the ID of a job' });
  for (const [index, id] of channel_ids.entries()) {
    if (!channels.has(id))
      errors.push({ pointer: `/channel_ids/${index}`, detail: 'is not the ID of a channel' });
  }
  return errors;
}

/** The errors of fields that do not fit the others. */
export function checkRuleFields(input: NotificationRuleInput): FieldError[] {
  const errors: FieldError[] = [];
  const needed = numberOf[input.event];
  for (const name of numbers) {
    if ((name === needed) === (input[name] !== null)) continue;
    const detail = `${name === needed ? 'is required' : 'must be null'} when event is ${input.event}`;
    errors.push({ pointer: `/${name}`, detail });
  }
  if (input.job_id !== null && input.tag !== null)
    errors.push({
      pointer: '/tag',
      detail: 'must be null when job_id is set: a rule is about one job or one tag',
    });
  return errors;
}

function withoutUndefined<T extends object>(patch: T) {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}

function diff(id: string, before: NotificationRuleInput, after: NotificationRuleInput) {
  const changed: Record<'before' | 'after', Record<string, unknown>> = { before: {}, after: { rule_id: id } };
  for (const name of Object.keys(after) as (keyof NotificationRuleInput)[]) {
    if (canonicalJson(before[name]) === canonicalJson(after[name])) continue;
    changed.before[name] = before[name];
    changed.after[name] = after[name];
  }
  return changed;
}

function viewRule({ created_at, updated_at, ...rule }: RuleRow): NotificationRule {
  return { ...rule, created_at: viewInstant(created_at), updated_at: viewInstant(updated_at) };
}
