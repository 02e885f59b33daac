// Creates and runs a first job that calls the service's own health check.
import { computed, signal } from '@preact/signals';
import type { Job, JobInput, Run, System } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { showFailure } from '../parts/messages.tsx';
import { serviceUrl } from '../session.ts';

export interface FirstJob {
  job: Job;
  run: Run;
}

/** `creating` until the job and its run exist. */
export const firstJob = signal<FirstJob | 'creating' | null>(null);

/** Whether a first job is being created or shown. `<FirstUse />` then stays although a job exists. */
export const isFirstUse = computed(() => firstJob.value !== null);

/** URL of the health check; undefined if jobs are not allowed to call it or cannot reach it. */
export function findLocalTarget({ own_url, targets }: System): string | undefined {
  return own_url !== null && targets.allows_loopback ? `${own_url}/healthz` : undefined;
}

export function firstJobInput(target: string): JobInput {
  return {
    name: 'hello',
    target,
    method: 'GET',
    schedule_type: 'recurring',
    interval: 'minute',
    interval_value: 1,
  };
}

export async function createFirstJob(target: string): Promise<void> {
  firstJob.value = 'creating';
  try {
    const job = await api.jobs.create(firstJobInput(target));
    firstJob.value = { job, run: await api.jobs.run(job.id) };
  } catch (error) {
    firstJob.value = null;
    showFailure('The first job was not created or did not start.', error);
  }
}

/** The curl command that creates the job. `needsKey` adds the API key. */
export function toCurl(job: JobInput, needsKey: boolean): string {
  return [
    `curl -s ${serviceUrl}/jobs \\`,
    ...(needsKey ? ['  -H "authorization: Bearer $KEY" \\'] : []),
    `  -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(job, null, 2)}'`,
  ].join('\n');
}
