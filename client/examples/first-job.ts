// Declares a job, starts a run and waits for its result.
import { createClient, SchedulerError } from 'scheduler-service-client';

const { SCHEDULER_URL = 'http://localhost:3000', SCHEDULER_API_KEY } = process.env;
const scheduler = createClient({ baseUrl: SCHEDULER_URL, apiKey: SCHEDULER_API_KEY });

const job = await scheduler.jobs.ensure('reports:nightly', {
  name: 'Nightly report',
  target: `${SCHEDULER_URL}/healthz`, // the URL of your service
  method: 'GET',
  schedule_type: 'cron',
  cron_expression: '0 6 * * 1-5',
  timezone: 'Europe/Berlin',
});
console.log(`${job.name}: next at ${job.next_run}`);

const { id } = await scheduler.jobs.run(job.id);
const run = await scheduler.runs.wait(id, { timeoutMs: 60_000 });
console.log(`${run.status} after ${run.attempt_count} attempt, status code ${run.status_code}`);

try {
  await scheduler.jobs.update(job.id, { cron_expression: 'at nine' });
} catch (error) {
  if (!(error instanceof SchedulerError)) throw error;
  console.log(`${error.status}: ${error.fieldErrors[0]?.detail}`);
}
