// Looks for jobs that break a notification rule or recover, and writes the notices.
import type { Kysely } from 'kysely';
import {
  closeAlerts,
  findPending,
  openAlerts,
  type PendingKind,
  repeatAlerts,
  settleAlerts,
  type TakenAlert,
  takePending,
} from '../store/alert-changes.ts';
import {
  type Finding,
  findBreaches,
  findEndedAlerts,
  findMissed,
  type MissedRun,
  takeMissedRuns,
} from '../store/alert-conditions.ts';
import type { NoticeRow } from '../store/alerts.ts';
import { findChannels } from '../store/channels.ts';
import { idAt } from '../store/ids.ts';
import { findLastPauseEnd } from '../store/interruptions.ts';
import { insertNotices } from '../store/notices.ts';
import { findRule, listRules, type RuleRow } from '../store/notification-rules.ts';
import { databaseNow } from '../store/open.ts';
import { findSchedulerPause } from '../store/scheduler-pause.ts';
import type { Database } from '../store/schema.ts';
import { findSilentJobs } from '../store/silent-jobs.ts';
import { describeFinding, describeRule, writeNotice } from './notice-text.ts';

/** Notices of one rule to one channel within a minute; further alerts wait, and share the next notice. */
const NOTICES_PER_MINUTE = 5;
/** More alerts of one look share a notice: a target that is down can break a thousand jobs at once. */
const SEPARATE_AT_MOST = 3;
const ALERTS_IN_DATA = 100;

/**
 * One look: opens and closes alerts, then writes the notices. Nothing is looked at while the scheduler is paused.
 * `looksForSilence`: also begins to check the rules about success. They read every job, a slice in each look; `sweeps` keeps
 * by rule where the next slice begins.
 */
export async function detectAlerts(
  db: Kysely<Database>,
  {
    instance,
    looksForSilence = true,
    sweeps = new Map<string, string>(),
  }: { instance?: string | undefined; looksForSilence?: boolean; sweeps?: Map<string, string> } = {},
): Promise<void> {
  const rules = (await listRules(db)).filter((rule) => rule.enabled);
  if ((await findSchedulerPause(db)) !== undefined) return;
  const quiet = { pausedUntil: await findLastPauseEnd(db) };
  const now = await databaseNow(db);
  await closeAlerts(db, await findEndedAlerts(db));
  for (const rule of rules) {
    if (rule.event === 'no_success') {
      const after = sweeps.get(rule.id);
      if (after === undefined && !looksForSilence) continue;
      const { findings, next } = await findSilentJobs(db, rule, quiet, now, after);
      if (next === undefined) sweeps.delete(rule.id);
      else sweeps.set(rule.id, next);
      await open(db, rule, findings);
    } else if (rule.event !== 'missed') await open(db, rule, await findBreaches(db, rule, quiet));
  }
  await openMissed(
    db,
    rules.filter((rule) => rule.event === 'missed'),
  );
  await settleAlerts(db);
  await repeatAlerts(db);
  for (const { rule_id: ruleId, kind } of await findPending(db, NOTICES_PER_MINUTE, now)) {
    await writeNotices(db, ruleId, kind, instance);
  }
}

async function open(db: Kysely<Database>, rule: RuleRow, findings: Finding[]): Promise<void> {
  const alerts = findings.map((finding) => ({
    jobId: finding.job_id,
    jobName: finding.job_name,
    runId: finding.run_id,
    message: describeFinding(rule.event, finding),
  }));
  await openAlerts(db, rule, alerts);
}

async function openMissed(db: Kysely<Database>, rules: RuleRow[]): Promise<void> {
  if (rules.length === 0) return;
  await db.transaction().execute(async (trx) => {
    const missed: MissedRun[] = await takeMissedRuns(trx);
    if (missed.length === 0) return;
    for (const rule of rules) await open(trx, rule, await findMissed(trx, rule, missed));
  });
}

/** Takes the alerts and writes their notices in one transaction: another process, or a crash, leaves both or none. */
async function writeNotices(
  db: Kysely<Database>,
  ruleId: string,
  kind: PendingKind,
  instance: string | undefined,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const alerts = await takePending(trx, ruleId, kind);
    const rule = await findRule(trx, ruleId);
    if (alerts.length === 0 || rule === undefined) return;
    const groups = alerts.length > SEPARATE_AT_MOST ? [alerts] : alerts.map((alert) => [alert]);
    const channels = await findChannels(trx, rule.channel_ids);
    const now = await databaseNow(trx);
    const notices = groups.flatMap((group) =>
      channels.map((channel): NoticeRow => {
        const only = group.length === 1 ? group[0] : undefined;
        return {
          id: idAt(now),
          created_at: now,
          kind,
          channel_id: channel.id,
          channel_name: channel.name,
          channel_type: channel.type,
          rule_id: rule.id,
          rule_name: rule.name,
          job_id: only?.job_id ?? null,
          job_name: only?.job_name ?? null,
          alert_count: group.length,
          ...writeNotice(kind, rule.event, group, instance),
          why: describeRule(rule),
          data: describeAlerts(rule, group),
          status: 'queued',
          attempts: 0,
          error: null,
          next_attempt_at: now,
          sent_at: null,
        };
      }),
    );
    await insertNotices(trx, notices);
  });
}

/** The data of the webhook message. */
function describeAlerts(rule: RuleRow, alerts: readonly TakenAlert[]): Record<string, unknown> {
  return {
    rule: { id: rule.id, name: rule.name, event: rule.event },
    alert_count: alerts.length,
    alerts: alerts.slice(0, ALERTS_IN_DATA).map((alert) => ({
      id: alert.id,
      job_id: alert.job_id,
      job_name: alert.job_name,
      run_id: alert.run_id,
      message: alert.message,
      opened_at: alert.opened_at.toString(),
      closed_at: alert.closed_at?.toString() ?? null,
    })),
  };
}
