// Retries an ended run, and shows a message with a link to the new run.
import type { Run } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';

export async function retryRun(run: Pick<Run, 'id' | 'job_name'>, detail = ''): Promise<void> {
  try {
    const created = await api.runs.retry(run.id);
    showMessage(`Retry of “${run.job_name}” started${detail}.`, {
      link: { href: links.run(created.id), text: 'See the run' },
    });
  } catch (error) {
    showFailure('The run was not retried.', error);
  }
}
