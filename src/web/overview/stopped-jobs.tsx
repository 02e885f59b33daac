// Jobs that do not run any more: they failed too often, their one run failed, or they cannot be read.
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { describeJobStatus } from '../format/words.ts';
import { useLive } from '../live.ts';
import { Mark } from '../parts/status.tsx';
import { links } from '../router.ts';

const SHOWN = 3;

/** `count` is of all of them. */
export function StoppedJobs({ count }: { count: number }) {
  const jobs = useLive(
    'stopped jobs',
    async () => (await api.jobs.list({ status: 'failed', limit: SHOWN })).data,
    { on: ['jobs'], leastMs: 10_000 },
  ).data.value;
  if (jobs === undefined) return <div class="skeleton" />;
  return (
    <ul>
      {jobs.map((job) => (
        <li key={job.id}>
          <p class="attention-what">
            <Mark name="failed" />
            <a class="cut" href={links.job(job.id)} title={job.name}>
              {job.name} has failed
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
