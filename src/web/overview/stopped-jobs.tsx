// Jobs with the status `failed`, which run no more until they are edited or resumed.
import { api } from '../api.ts';
import { describeJobStatus } from '../format/job-text.ts';
import { formatCount } from '../format/time.ts';
import { useQuery } from '../query.ts';
import { StatusMark } from '../parts/status.tsx';
import { links } from '../router.ts';

const MAX_SHOWN = 3;

/** @param count all failed jobs, of which the newest are listed */
export function StoppedJobs({ count }: { count: number }) {
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
