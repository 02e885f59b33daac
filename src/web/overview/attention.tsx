// The overview's “Needs attention” list: service problems, stopped jobs, and failures by error.

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Failures, MasterSwitch, Stats, System } from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';
import { outage } from '../connection.ts';
import { describeJobStatus } from '../format/job-text.tsx';
import { formatCount, formatCounted } from '../format/time.ts';
import { RelativeTime } from '../parts/instant.tsx';
import { StatusMark } from '../parts/status.tsx';
import { useQuery } from '../query.ts';
import { links } from '../router.ts';
import { schedulerPause } from '../system/scheduler-pause.tsx';
import { formatWindow } from './service-line.tsx';

const MAX_SHOWN = 3;

/** @param count all failed jobs, of which the newest are listed */
function StoppedJobs({ count }: { count: number }) {
  const jobs = useQuery(
    'stopped jobs',
    async () => (await api.jobs.list({ status: 'failed', limit: MAX_SHOWN })).data,
    { on: ['jobs'], leastMs: 10_000 },
  ).data.value;
  if (jobs === undefined) return <div class="skeleton" />;
  return (
    <ul>
      {jobs.map((job) => (
        <li key={job.id}>
          <p class="attention-title">
            <StatusMark name="failed" />
            <a class="cut" href={links.job(job.id)} title={job.name}>
              <bdi>{job.name}</bdi> has failed
            </a>
          </p>
          <p class="attention-note">{describeJobStatus(job)}</p>
        </li>
      ))}
      {count > jobs.length && (
        <li>
          <a href={links.jobs({ status: 'failed' })}>
            {formatCount(count - jobs.length)} more {count - jobs.length === 1 ? 'has' : 'have'} failed
          </a>
        </li>
      )}
    </ul>
  );
}

/** The number of errors that fits beside the list of upcoming runs. */
const MAX_GROUPS = 4;

interface Props {
  stats: Stats | undefined;
  system: System | undefined;
  window: Stats['window'];
}

export function Attention({ stats, system, window }: Props) {
  const live = useQuery(`failures ${window}`, () => api.failures({ window }), {
    on: ['runs'],
    leastMs: 10_000,
  });
  const last = useRef<Failures>(undefined);
  const failures = live.data.value ?? last.current;
  last.current = failures;
  const problems = findServiceProblems(system);
  const stopped = stats?.jobs.failed ?? 0;
  return (
    <section class="attention" aria-labelledby="attention">
      <h2 id="attention">Needs attention</h2>
      {problems.length > 0 && (
        <ul>
          {problems.map(({ title, note, link }) => (
            <li key={title}>
              <p class="attention-title">
                <StatusMark name="failed" /> {link === undefined ? title : <a href={link}>{title}</a>}
              </p>
              <p class="attention-note">{note}</p>
            </li>
          ))}
        </ul>
      )}
      {stopped > 0 && <StoppedJobs count={stopped} />}
      {failures === undefined || stats === undefined ? (
        <div class="skeleton" />
      ) : (
        <>
          <FailingSummary
            failures={failures}
            failing={stats.jobs.failing}
            hasOtherProblems={problems.length > 0 || stopped > 0}
          />
          <Groups failures={failures} />
        </>
      )}
    </section>
  );
}

/** Says how many jobs are failing now, and introduces the list of errors below. */
function FailingSummary({
  failures: { groups, window },
  failing,
  hasOtherProblems,
}: {
  failures: Failures;
  failing: number;
  hasOtherProblems: boolean;
}) {
  const period = formatWindow(window);
  if (failing > 0) {
    return (
      <p class="failing-summary">
        <a href={links.jobs({ failing: 'true' })}>
          {failing === 1 ? 'One job is' : `${formatCount(failing)} jobs are`} failing
        </a>{' '}
        now.{groups.length > 0 && ` In ${period}:`}
      </p>
    );
  }
  if (groups.length > 0) return <p class="failing-summary">No job is failing now. In {period}:</p>;
  if (hasOtherProblems) return <p class="failing-summary muted">No run has failed in {period}.</p>;
  return (
    <p class="failing-summary">
      <StatusMark name="succeeded" /> All is well: no run has failed in {period}.
    </p>
  );
}

/** By the jobs affected, so that the order is stable while new failures arrive. */
function rank(groups: Failures['groups']): Failures['groups'] {
  return groups.toSorted((a, b) => b.jobs - a.jobs || keyOf(a).localeCompare(keyOf(b)));
}

const keyOf = (group: Failures['groups'][number]) =>
  `${group.code} ${group.status_code} ${group.target_host}`;

function Groups({ failures: { groups, sampled, window } }: { failures: Failures }) {
  const isLong = useSignal(false);
  if (groups.length === 0) return null;
  const rest = groups.length - MAX_GROUPS;
  return (
    <>
      <ul>
        {rank(groups)
          .slice(0, isLong.value ? undefined : MAX_GROUPS)
          .map((group) => (
            <FailureGroup key={keyOf(group)} group={group} window={window} />
          ))}
      </ul>
      {(rest > 0 || sampled) && (
        <p class="attention-more">
          {rest > 0 && (
            <button type="button" class="plain" onClick={() => (isLong.value = !isLong.value)}>
              {isLong.value ? 'Show fewer errors' : `See ${formatCounted(rest, 'more error')}`}
            </button>
          )}{' '}
          <a href={links.runs({ status: 'failed', last: toPeriod(window) })}>See all failed runs</a>
          {sampled && <span class="muted"> Based on the newest 2 000 failures.</span>}
        </p>
      )}
    </>
  );
}

interface ServiceProblem {
  title: string;
  note: string;
  link?: string;
}

function findServiceProblems(system: System | undefined): ServiceProblem[] {
  if (outage.value)
    return [{ title: describeError(outage.value.error), note: 'Showing the last known data.' }];
  return [...findPause(schedulerPause.value), ...findSystemProblems(system)];
}

/** Leaves out the author and the reason, which the bar at the top of every page shows. */
function findPause(state: MasterSwitch | undefined): ServiceProblem[] {
  if (!state?.paused) return [];
  return [
    { title: 'The scheduler is paused', note: 'No run starts until it is resumed.', link: links.system },
  ];
}

function findSystemProblems(system: System | undefined): ServiceProblem[] {
  if (!system) return [];
  const { database, queue, processes } = system;
  const link = links.system;
  if (database.status !== 'ok')
    return [
      { title: 'The database cannot be reached', note: 'No run starts, and no result is recorded.', link },
    ];
  const problems: ServiceProblem[] = [];
  if (queue.status !== 'ok')
    problems.push({
      title: 'The queue cannot be reached',
      note: 'No run starts until the queue can be reached again.',
      link,
    });
  if (!processes.some(({ roles }) => roles.includes('worker')))
    problems.push({
      title: 'No worker is running',
      note: 'Runs are planned, but none starts. Start a process with the worker role.',
      link,
    });
  return problems;
}

// One error at one host: its message, the affected jobs, and a link to the newest failed run.

type Window = Failures['window'];

/** The time filter of the run list that covers the window; none for 30 days. */
const toPeriod = (window: Window) => (window === '30d' ? undefined : window);

function FailureGroup({ group, window }: { group: Failures['groups'][number]; window: Window }) {
  const { message, code, target_host: host, runs, jobs, examples, last_at: lastAt } = group;
  const [newest] = examples;
  const title = message === '' ? code : message;
  const others = jobs - examples.length;
  return (
    <li>
      <p class="attention-title">
        <StatusMark name="failed" />
        {newest ? (
          <a class="cut" href={links.run(newest.run_id)} title={title}>
            {title}
          </a>
        ) : (
          title
        )}
      </p>
      <p class="attention-note">
        <span>
          {host !== null && !message.includes(host) && `${host} · `}
          {jobs > 1 && `${formatCount(jobs)} jobs, `}
          <a
            href={links.runs({
              status: 'failed',
              error_code: code,
              host: host ?? undefined,
              last: toPeriod(window),
            })}
          >
            {formatCounted(runs, 'run')}
          </a>
          {' · '}
          {examples.map(({ job_id: id, job_name: name, run_id: runId }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              {/* A deleted job has no page, so its name links to the run. */}
              <a href={host === null ? links.run(runId) : links.job(id)} title={name}>
                <bdi>{name}</bdi>
              </a>
            </span>
          ))}
          {others > 0 && ` and ${formatCount(others)} more`}
        </span>
        <RelativeTime at={lastAt} />
      </p>
    </li>
  );
}
