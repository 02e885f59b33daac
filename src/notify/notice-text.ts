// Texts of notices: the message of an alert, the subject and text of a notice, and its reason.
import type { PendingKind, TakenAlert } from '../store/alert-changes.ts';
import type { Finding } from '../store/alert-conditions.ts';
import type { RuleRow } from '../store/notification-rules.ts';
import type { RuleEvent } from '../store/notification-tables.ts';

const JOBS_SHOWN = 20;
const NAME_CHARACTERS = 100;
const ERROR_CHARACTERS = 300;

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
const short = (text: string, characters: number) =>
  text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;

/** The message of an alert: a sentence about the job, which continues its name. */
export function describeFinding(event: RuleEvent, { value, error }: Finding): string {
  const cause = error === null ? '' : ` Last error: ${short(error, ERROR_CHARACTERS)}`;
  switch (event) {
    case 'failing':
      return `has failed ${value === 1 ? 'once' : `${value} times in a row`}.${cause}`;
    case 'paused_by_failures':
      return `stopped after ${plural(value, 'failure')} in a row; it does not run until it is resumed.${cause}`;
    case 'missed':
      return `missed ${plural(value, 'occurrence')}.`;
    case 'late':
      return `has a run that is ${plural(value, 'second')} late.`;
    case 'no_success':
      return `has not succeeded for ${plural(value, 'hour')}.`;
  }
}

const headings: Record<RuleEvent, string> = {
  failing: 'Failing',
  paused_by_failures: 'Stopped',
  missed: 'Missed',
  late: 'Late',
  no_success: 'No success',
};

const ends: Record<RuleEvent, string> = {
  failing: 'has succeeded again.',
  paused_by_failures: 'was resumed.',
  missed: 'has succeeded again.',
  late: 'is on time again.',
  no_success: 'has succeeded again.',
};

function headingOf(kind: PendingKind, event: RuleEvent): string {
  switch (kind) {
    case 'opened':
      return headings[event];
    case 'repeated':
      return `Still: ${headings[event]}`;
    case 'recovered':
      return event === 'paused_by_failures' ? 'Resumed' : 'Recovered';
    case 'flapping':
      return 'Flapping';
  }
}

function describeAlert(kind: PendingKind, event: RuleEvent, alert: TakenAlert): string {
  const name = `“${short(alert.job_name, NAME_CHARACTERS)}”`;
  switch (kind) {
    case 'opened':
      return `${name} ${alert.message}`;
    case 'repeated':
      return `${name} ${alert.message} The alert has been open since ${alert.opened_at.toString()}.`;
    case 'recovered':
      return `${name} ${ends[event]} The alert was open since ${alert.opened_at.toString()}: it ${alert.message}`;
    case 'flapping':
      return `${name} recovered, and ${alert.message} Further changes are not sent until it has been steady for 15 minutes.`;
  }
}

/** The subject and text of a notice about the alerts, all of one rule and kind. `instance`: the name of the installation. */
export function writeNotice(
  kind: PendingKind,
  event: RuleEvent,
  alerts: readonly TakenAlert[],
  instance: string | undefined,
): { subject: string; text: string } {
  const [first] = alerts;
  const what = alerts.length === 1 ? short(first!.job_name, NAME_CHARACTERS) : `${alerts.length} jobs`;
  const subject = `${instance === undefined ? '' : `[${instance}] `}${headingOf(kind, event)}: ${what}`;
  const lines = alerts.slice(0, JOBS_SHOWN).map((alert) => describeAlert(kind, event, alert));
  if (alerts.length > JOBS_SHOWN) lines.push(`and ${alerts.length - JOBS_SHOWN} more jobs.`);
  return { subject, text: lines.join('\n') };
}

/** The rule in words: the reason of a notice. */
export function describeRule(rule: RuleRow): string {
  const scope =
    rule.job_id !== null ? 'one job' : rule.tag !== null ? `jobs with the tag ${rule.tag}` : 'every job';
  return `Rule “${rule.name}”: ${describeCondition(rule)}, ${scope}.`;
}

function describeCondition({ event, failures, late_seconds, silent_hours }: RuleRow): string {
  switch (event) {
    case 'failing':
      return failures === 1 ? 'a failed run' : `${failures} failed runs in a row`;
    case 'paused_by_failures':
      return 'stopped after too many failures';
    case 'missed':
      return 'a missed run';
    case 'late':
      return `a run more than ${plural(late_seconds ?? 0, 'second')} late`;
    case 'no_success':
      return `no success for ${plural(silent_hours ?? 0, 'hour')}`;
  }
}
