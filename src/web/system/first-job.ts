// The first job of whoever has none: this service's own health check, made and run at one press.
import { signal } from '@preact/signals';
import type { Job, JobInput, Run, System } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { sayFailure } from '../parts/messages.tsx';

export interface FirstJob {
  job: Job;
  run: Run;
}

/** `making` until both are there. */
export const firstJob = signal<FirstJob | 'making' | null>(null);

/** What it calls; undefined where jobs may not call this service, or it does not listen where they could. */
export function findLocalTarget({ own_url, targets }: System): string | undefined {
  return own_url !== null && targets.allows_loopback ? `${own_url}/healthz` : undefined;
}

export function describeFirstJob(target: string): JobInput {
  return {
    name: 'hello',
    target,
    method: 'GET',
    schedule_type: 'recurring',
    interval: 'minute',
    interval_value: 1,
  };
}

export async function makeFirstJob(target: string): Promise<void> {
  firstJob.value = 'making';
  try {
    const job = await api.jobs.create(describeFirstJob(target));
    firstJob.value = { job, run: await api.jobs.run(job.id) };
  } catch (error) {
    firstJob.value = null;
    sayFailure('The first job was not made, or did not start.', error);
  }
}

/** The same from a shell; `needsKey` where the service has access keys. */
export function toCurl(job: JobInput, needsKey: boolean): string {
  return [
    `curl -s ${location.origin}/jobs \\`,
    ...(needsKey ? ['  -H "authorization: Bearer $KEY" \\'] : []),
    `  -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(job, null, 2)}'`,
  ].join('\n');
}
