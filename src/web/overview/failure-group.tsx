// One error at one host: its message, the affected jobs, and a link to the newest failed run.
import type { Failures } from '../../../client/src/index.ts';
import { formatCount } from '../format/time.ts';
import { RelativeTime } from '../parts/instant.tsx';
import { StatusMark } from '../parts/status.tsx';
import { links } from '../router.ts';

type Window = Failures['window'];

/** The time filter of the run list that covers the window; none for 30 days. */
export const toPeriod = (window: Window) => (window === '30d' ? undefined : window);

export function FailureGroup({ group, window }: { group: Failures['groups'][number]; window: Window }) {
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
        <span class="cut">
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
            {runs === 1 ? '1 run' : `${formatCount(runs)} runs`}
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
