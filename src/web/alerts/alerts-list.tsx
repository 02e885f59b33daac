// A list of alerts: the job, what happened, since when, and by which rule.
import type { Alert } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useList } from '../list/list.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { ExactTime } from '../parts/instant.tsx';
import { links } from '../router.ts';
import { describeEnd, eventNames } from './alert-text.ts';

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
  const items = list.items.value;
  if (items === undefined) return <div class="skeleton changes-skeleton" />;
  if (items.length === 0) return <p class="muted">{none}</p>;
  return (
    <>
      <ol class="changes">
        {items.slice().map((alert) => (
          <Entry key={alert.id} alert={alert} />
        ))}
      </ol>
      {list.hasMore.value && (
        <div class="load-more">
          <ActionButton onAct={list.loadMore}>Show older alerts</ActionButton>
        </div>
      )}
    </>
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
