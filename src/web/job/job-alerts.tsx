// The alerts of a job, newest first, with a link to what was sent.
import type { Job } from '../../../client/src/index.ts';
import { AlertsList } from '../alerts/alerts-list.tsx';
import { links } from '../router.ts';

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
