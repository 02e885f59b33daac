// The audit log page: who did what, newest first, filtered by action, actor and job or run.
import type { AuditEntry } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { shownZone } from '../format/zone.ts';
import { Differences, listDifferences } from '../job/job-changes.tsx';
import { useList } from '../list/list.ts';
import { EntryList } from '../parts/entry-list.tsx';
import { Author } from '../parts/facts.tsx';
import { ExactTime } from '../parts/instant.tsx';
import { useTitle, ZoneSwitch } from '../parts/page.tsx';
import { links, query, setQuery } from '../router.ts';

type Action = AuditEntry['action'];

const actions: Record<Action, string> = {
  'job.created': 'Job created',
  'job.updated': 'Job changed',
  'job.paused': 'Job paused',
  'job.resumed': 'Job resumed',
  'job.deleted': 'Job deleted',
  'job.backfilled': 'Job backfilled',
  'job.evidence_erased': 'Evidence erased',
  'job.tested': 'Test request sent',
  'run.started': 'Run started',
  'run.rerun': 'Run retried',
  'run.canceled': 'Run canceled',
  'credential.created': 'Credential created',
  'credential.updated': 'Credential changed',
  'credential.deleted': 'Credential deleted',
  'channel.created': 'Channel created',
  'channel.updated': 'Channel changed',
  'channel.tested': 'Channel tested',
  'channel.deleted': 'Channel deleted',
  'rule.created': 'Notification rule created',
  'rule.updated': 'Notification rule changed',
  'rule.deleted': 'Notification rule deleted',
  'objective.created': 'Objective created',
  'objective.updated': 'Objective changed',
  'objective.deleted': 'Objective deleted',
  'scheduler.paused': 'Scheduler paused',
  'scheduler.resumed': 'Scheduler resumed',
  'session.signed_in': 'Signed in',
  'session.signed_out': 'Signed out',
  'session.refused': 'Sign-in refused',
  'request.refused': 'Request refused',
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Filter {
  action?: Action;
  actor?: string;
  /** The ID of a job or run. */
  target?: string;
}

/** Ignores values in the URL that are not valid. */
function parseFilter(parameters: URLSearchParams): Filter {
  const [action, actor, target] = ['action', 'actor', 'target'].map((name) => parameters.get(name) ?? '');
  return {
    ...(Object.hasOwn(actions, action!) && { action: action as Action }),
    ...(actor && { actor: actor.slice(0, 100) }),
    ...(UUID.test(target!) && { target: target! }),
  };
}

export function AuditPage() {
  useTitle('Audit');
  const filter = parseFilter(query.value);
  const list = useList<AuditEntry>(
    `audit ${JSON.stringify(filter)}`,
    (page) => api.audit.list({ ...page, ...filter }),
    { on: ['jobs', 'runs'], leastMs: 2_000 },
  );
  return (
    <>
      <header class="page-head list-head">
        <h1>Audit</h1>
        <ZoneSwitch />
      </header>
      <FilterBar filter={filter} />
      <EntryList
        list={list}
        noun="entries"
        none={
          <p class="no-match">{Object.keys(filter).length > 0 ? 'No entry matches.' : 'No entries yet.'}</p>
        }
      >
        {(entry) => <Entry key={entry.id} entry={entry} />}
      </EntryList>
    </>
  );
}

function FilterBar({ filter: { action, actor, target } }: { filter: Filter }) {
  return (
    <div class="filter-bar" role="search" aria-label="Filter entries">
      <select
        aria-label="Action"
        value={action ?? ''}
        onChange={({ currentTarget }) => setQuery({ action: currentTarget.value })}
      >
        <option value="">Any action</option>
        {Object.entries(actions).map(([name, label]) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label="API key"
        placeholder="Name of an API key"
        autocomplete="off"
        spellcheck={false}
        maxLength={100}
        value={actor ?? ''}
        onChange={({ currentTarget }) => setQuery({ actor: currentTarget.value.trim() })}
      />
      {target && <span class="muted">One job or run</span>}
      {(action ?? actor ?? target) && (
        <a class="button plain" href={links.audit()}>
          Clear filters
        </a>
      )}
    </div>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { action, actor, via, count } = entry;
  // A creation or a deletion would list every field of the definition.
  const isWhole = /\.(created|deleted)$/.test(action);
  const differences = isWhole ? [] : listDifferences(entry);
  return (
    <li class="audit-entry">
      <p>
        <strong>{actions[action]}</strong> <Author actor={actor} isSession={via === 'session'} />{' '}
        <Target entry={entry} /> <ItemName entry={entry} />
        {count > 1 && <span class="times">{`${count} times `}</span>}
        <ExactTime at={entry.last_at} />
      </p>
      <Refusal entry={entry} />
      <Differences differences={differences} zone={shownZone()} />
    </li>
  );
}

/** The name of a channel, a rule or a credential, or the tag of an objective; a change of the name is listed. */
function ItemName({ entry: { action, before, after } }: { entry: AuditEntry }) {
  const name = after['name'] ?? before['name'] ?? after['tag'] ?? before['tag'];
  if (!/^(channel|rule|credential|objective)\./.test(action) || typeof name !== 'string') return null;
  return (
    <>
      <bdi>{name}</bdi>{' '}
    </>
  );
}

/** Links to the job and run. The name of a deleted job is that of its last entry. */
function Target({ entry: { job_id, job_name, run_id, before, after } }: { entry: AuditEntry }) {
  if (job_id === null) return null;
  const name = job_name ?? before['name'] ?? after['name'];
  return (
    <>
      <a href={links.job(job_id)}>
        <bdi>{typeof name === 'string' ? name : 'a deleted job'}</bdi>
      </a>{' '}
      {run_id !== null && (
        <>
          <a href={links.run(run_id)}>the run</a>{' '}
        </>
      )}
    </>
  );
}

function Refusal({ entry: { route, status_code, detail, address } }: { entry: AuditEntry }) {
  const parts = [status_code, route, address && `from ${address}`].filter((part) => part !== null);
  if (parts.length === 0 && detail === null) return null;
  return (
    <p class="muted">
      {parts.length > 0 && <code>{parts.join(' ')}</code>} {detail && <bdi>{detail}</bdi>}
    </p>
  );
}
