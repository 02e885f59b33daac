// Facts about the service: database, queue, readiness of this process, run history, allowed targets, access.
import type { ComponentChildren } from 'preact';
import type { System } from '../../../client/src/index.ts';
import { formatCount, formatDuration } from '../format/time.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Fact, Facts } from '../parts/facts.tsx';
import { RelativeTime } from '../parts/instant.tsx';
import { session } from '../session.ts';
import { signOut } from '../sign-in/account.tsx';

export function ServiceFacts({ system }: { system: System }) {
  return (
    <Facts>
      <Fact name="Database">
        <Database {...system.database} />
      </Fact>
      <Fact name="Queue">
        <Queue {...system.queue} />
      </Fact>
      <Fact name="This process">
        <Parts parts={system.parts} />
      </Fact>
      <Fact name="History">
        <History {...system.retention} />
      </Fact>
      <Fact name="Targets" isWide>
        <Targets {...system.targets} />
      </Fact>
    </Facts>
  );
}

function Database({ kind, status, latency_ms, version, size_bytes, clock_change }: System['database']) {
  return (
    <>
      <Reachability status={status} latencyMs={latency_ms} />
      <p>
        {kind === 'embedded' ? 'Embedded PostgreSQL' : 'PostgreSQL'} {version}
        {size_bytes !== null && `, ${formatSize(size_bytes)}`}
      </p>
      {clock_change !== null && (
        <p>
          The clock was set {clock_change.by_ms > 0 ? 'forward' : 'back'} by{' '}
          {formatDuration(Math.abs(clock_change.by_ms))} <RelativeTime at={clock_change.noticed_at} />.{' '}
          {clock_change.is_held
            ? 'Nothing is planned or started until it has stayed there for a minute.'
            : 'Planning resumed from then.'}
        </p>
      )}
    </>
  );
}

function Queue({ kind, status, latency_ms, waiting, delayed, active }: System['queue']) {
  const counts = [
    [waiting, 'ready'],
    [delayed, 'for later'],
    [active, 'with workers'],
  ] as const;
  return (
    <>
      <Reachability status={status} latencyMs={latency_ms} />
      <p>{kind === 'database' ? 'In the database' : 'In Redis'}</p>
      {waiting !== null && (
        <ul class="depth" aria-label="Messages in the queue">
          {counts.map(([count, name]) => (
            <li key={name}>
              <strong>{formatCount(count ?? 0)}</strong> <span class="muted">{name}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Reachability({ status, latencyMs }: { status: 'ok' | 'unreachable'; latencyMs: number | null }) {
  return (
    <Health isGood={status === 'ok'}>
      {status === 'ok' ? 'responds' : 'does not respond'}
      {latencyMs !== null && ` in ${latencyMs < 10 ? `${latencyMs} ms` : formatDuration(latencyMs)}`}
    </Health>
  );
}

function Parts({ parts }: { parts: System['parts'] }) {
  const failing = parts.filter(({ status }) => status !== 'ok');
  if (failing.length === 0) return <Health isGood>can {listWords(parts.map(({ name }) => name))}</Health>;
  return (
    <>
      {failing.map(({ name, reason }) => (
        <Health key={name} isGood={false}>
          cannot {name}: {reason}
        </Health>
      ))}
    </>
  );
}

function listWords(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

/** Shows the status by shape and word as well as by colour. */
function Health({ isGood, children }: { isGood: boolean; children: ComponentChildren }) {
  return (
    <p class={isGood ? 'status status-succeeded' : 'status status-unreachable'}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        {isGood ? (
          <circle cx="6" cy="6" r="4.5" fill="currentColor" />
        ) : (
          <path d="M6 1 11.2 10.5H7L6 8.6 5 10.5H.8z" fill="currentColor" stroke="none" />
        )}
      </svg>
      <span>{children}</span>
    </p>
  );
}

function History({ run_days, oldest_run_at }: System['retention']) {
  return (
    <>
      <p>Runs are kept for {run_days === 1 ? 'a day' : `${formatCount(run_days)} days`}.</p>
      <p class="muted">
        {oldest_run_at === null ? (
          'No runs yet.'
        ) : (
          <>
            Oldest run: <RelativeTime at={oldest_run_at} />.
          </>
        )}
      </p>
    </>
  );
}

function Targets({ allowed, allows_loopback }: System['targets']) {
  return (
    <>
      <ul class="entries" aria-label="Allowed targets">
        {allowed.map((entry) => (
          <li key={entry}>
            <code>{entry}</code>
          </li>
        ))}
      </ul>
      <p class="muted">
        {allowed.includes('public') && '“public” allows all public internet addresses. '}
        {allows_loopback ? 'Calls to this machine are allowed.' : 'Calls to this machine are not allowed.'}
      </p>
    </>
  );
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `340 B`, `18.7 MB` */
function formatSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  // 999.5 rounds to 1 000, which is 1 of the next unit.
  while (size >= 999.5 && unit < UNITS.length - 1) {
    size /= 1_000;
    unit++;
  }
  return `${unit === 0 || size >= 99.95 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}

const roles = {
  viewer: 'viewer: you can see everything',
  operator: 'operator: you can also run, pause, resume, cancel and retry',
  admin: 'admin: you can also create, edit and delete jobs',
};

/** Explains the role of the user. */
export function AccessSection() {
  const current = session.value;
  if (!current) return null;
  return (
    <section class="signed-in" aria-labelledby="signed-in">
      <h2 id="signed-in">Access</h2>
      {current.needs_key ? (
        <>
          <p class="prose">
            Signed in as <strong>{current.name}</strong>. Role {roles[current.role]}.
          </p>
          <ActionButton onAct={signOut}>Sign out</ActionButton>
        </>
      ) : (
        <p class="prose">
          This service has no API keys: anyone who can reach it has full access. Set <code>API_KEYS</code> to
          require a key.
        </p>
      )}
    </section>
  );
}
