// Says why a run was missed, skipped or canceled, with a link to the run that was in the way.
import type { Run } from '../../../client/src/index.ts';
import { describeCause } from '../format/cause-text.ts';
import { formatInstant } from '../format/time.ts';
import { links } from '../router.ts';

const decisions: Partial<Record<Run['status'], string>> = {
  missed: 'Decided by the catch-up policy of the job.',
  skipped: 'Decided by the overlap policy of the job.',
};

export function RunCause({ run }: { run: Run }) {
  const { cause, status } = run;
  if (status !== 'missed' && cause === null) return null;
  const text = cause === null ? undefined : describeCause(cause);
  return (
    <p class="advice">
      {text ?? 'No pause or outage is recorded for that time. The workers were probably busy.'}{' '}
      {cause?.run_id && (
        <>
          {status === 'skipped' ? 'It was still going: ' : 'It was replaced by '}
          <a href={links.run(cause.run_id)}>
            the run that started {cause.from === null ? 'later' : formatInstant(cause.from)}
          </a>
          .{' '}
        </>
      )}
      {decisions[status]} <a href={`${links.job(run.job_id)}?show=definition`}>See the policies</a>
    </p>
  );
}
