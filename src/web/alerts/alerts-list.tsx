// A list of alerts, also of one job, and the words of alerts, rules and notices.
import type { Alert, Job, NotificationRule } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatSeconds } from '../format/time.ts';
import { useList } from '../list/list.ts';
import { EntryList } from '../parts/entry-list.tsx';
import { ExactTime } from '../parts/instant.tsx';
import { links } from '../router.ts';

interface Props {
  filter: { state?: Alert['state']; job_id?: string };
  /** Shown instead of an empty list. */
  none: string;
}

export function AlertsList({ filter, none }: Props) {
  const list = useList<Alert>(
    `alerts ${JSON.stringify(filter)}`,
    (page) => api.alerts.list({ ...page, ...filter }),
    { on: ['jobs', 'runs'], leastMs: 2_000, mostMs: 5_000 },
  );
  return (
    <EntryList list={list} noun="alerts" none={<p class="muted">{none}</p>}>
      {(alert) => <Entry key={alert.id} alert={alert} />}
    </EntryList>
  );
}

function Entry({ alert }: { alert: Alert }) {
  const end = describeEnd(alert);
  return (
    <li class="audit-entry">
      <p>
        <strong>{eventNames[alert.event]}</strong>{' '}
        <a href={links.job(alert.job_id)}>
          <bdi>{alert.job_name}</bdi>
        </a>{' '}
        <ExactTime at={alert.opened_at} />
      </p>
      <p>
        <bdi>{alert.message}</bdi>{' '}
        {alert.run_id !== null && <a href={links.run(alert.run_id)}>See the run</a>}
      </p>
      <p class="muted">
        Rule <bdi>{alert.rule_name}</bdi>
        {alert.is_flapping && '; flapping, not sent until it is steady'}
        {alert.notified_at === null && alert.state === 'open' && '; not sent yet'}
        {end !== null && alert.closed_at !== null && (
          <>
            ; {end.toLowerCase()} <ExactTime at={alert.closed_at} />
          </>
        )}
      </p>
    </li>
  );
}

/** The alerts of a job, newest first, with a link to what was sent. */
export function JobAlerts({ job }: { job: Job }) {
  return (
    <>
      <AlertsList filter={{ job_id: job.id }} none="No alerts." />
      <p class="muted">
        Notices, channels and rules are on the page <a href={links.alerts}>Alerts</a>.
      </p>
    </>
  );
}

type Event = NotificationRule['event'];

/** Words of alerts, rules and notices in the interface. */
export const events: Record<Event, string> = {
  failing: 'Runs fail in a row',
  missed: 'A run is missed',
  late: 'A run is late',
  paused_by_failures: 'A job stops after failures',
  no_success: 'No run succeeds',
};

const eventNames: Record<Event, string> = {
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
      return `A run is more than ${formatSeconds(late_seconds ?? 0)} late`;
    case 'no_success':
      return `No run succeeds for ${silent_hours} h`;
    default:
      return events[event];
  }
}

/** Null while the alert is open. */
function describeEnd({ close_reason }: Alert): string | null {
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
