// Words of alerts, rules and notices in the interface.
import type { Alert, Notice, NotificationRule } from '../../../client/src/index.ts';

type Event = NotificationRule['event'];

export const events: Record<Event, string> = {
  failing: 'Runs fail in a row',
  missed: 'A run is missed',
  late: 'A run is late',
  paused_by_failures: 'A job stops after failures',
  no_success: 'No run succeeds',
};

export const eventNames: Record<Event, string> = {
  failing: 'Failing',
  missed: 'Missed',
  late: 'Late',
  paused_by_failures: 'Stopped',
  no_success: 'No success',
};

export const channelTypes = { webhook: 'Webhook', slack: 'Slack', email: 'E-mail' } as const;

export function describeCondition({ event, failures, late_seconds, silent_hours }: NotificationRule): string {
  switch (event) {
    case 'failing':
      return failures === 1 ? 'A run fails' : `${failures} runs fail in a row`;
    case 'late':
      return `A run is more than ${late_seconds} s late`;
    case 'no_success':
      return `No run succeeds for ${silent_hours} h`;
    default:
      return events[event];
  }
}

/** Null while the alert is open. */
export function describeEnd({ close_reason }: Alert): string | null {
  switch (close_reason) {
    case null:
      return null;
    case 'recovered':
      return 'Recovered';
    case 'job_deleted':
      return 'Job deleted';
    case 'rule_changed':
      return 'Rule changed';
  }
}

export function describeOutcome({ status, attempts, error }: Notice): string {
  switch (status) {
    case 'sent':
      return attempts > 1 ? `Sent at attempt ${attempts}` : 'Sent';
    case 'failed':
      return `Failed after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${error ?? ''}`;
    case 'queued':
      return attempts === 0 ? 'Queued' : `Attempt ${attempts} failed, retrying: ${error ?? ''}`;
  }
}
