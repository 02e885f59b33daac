// The head of a run page: status sentence, advice, actions and links to adjacent runs.

import { useSignal } from '@preact/signals';
import { type Run, type RunWithAttempts, SchedulerError } from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';
import { now } from '../clock.ts';
import { describeCause, describeRun, isMissedRange } from '../format/run-text.ts';
import { formatInstant, timeOfRunId } from '../format/time.ts';
import { useKeys } from '../keys/keys.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { ZoneSwitch } from '../parts/page.tsx';
import { Status } from '../parts/status.tsx';
import { goTo, links } from '../router.ts';
import { may } from '../session.ts';
import { isSchedulerPaused, startEffect } from '../system/scheduler-pause.tsx';

const decisions: Partial<Record<Run['status'], string>> = {
  missed: 'Decided by the catch-up policy of the job.',
  skipped: 'Decided by the overlap policy of the job.',
};

function RunCause({ run, previous }: { run: Run; previous: Run | undefined }) {
  const { cause, status } = run;
  if (status === 'queued' && run.status_reason === 'overlap' && previous?.finished_at === null)
    return (
      <p class="advice">
        The overlap policy of the job is to wait for{' '}
        <a href={links.run(previous.id)}>the run of {formatInstant(previous.scheduled_for)}</a>.{' '}
        <a href={`${links.job(run.job_id)}?show=definition`}>See the policies</a>
      </p>
    );
  if (cause?.kind === 'host_limit')
    return (
      <p class="advice">
        TARGET_CONCURRENCY limits the requests of each worker process to one host.{' '}
        <a href={links.system}>See the settings</a>
      </p>
    );
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

const adviceByCode: Record<string, string> = {
  timeout: 'Give the job a longer timeout, or let the target answer 202 at once and do the work afterwards.',
  dns_not_found: 'Check the host name in the job’s target.',
  dns_timeout: 'Check the name servers of the target’s domain, and those of the service’s machine.',
  connection_refused: 'Check that the target is running, and that the job’s target has the right port.',
  tls_failed:
    'Renew or fix the target’s certificate. The service trusts the certificate authorities of its system.',
  status_401: 'Check the credentials in the job’s headers.',
  status_403: 'Check the credentials in the job’s headers, and their permissions.',
  status_404: 'Check the path in the job’s target.',
  status_405: 'Check the job’s method.',
  status_413: 'Make the payload smaller: the target does not accept this size.',
  status_415: 'Check the content type in the job’s headers.',
  status_429: 'The target limits requests: run the job less often, or spread its runs.',
  body_mismatch: 'Compare the response below with the text that the job expects.',
};

/** Returns an empty string if there is no advice. */
function adviseOn({ status, error }: Run): string {
  if (error === null || (status !== 'failed' && status !== 'retrying')) return '';
  if (/^status_3\d\d$/.test(error.code))
    return 'Redirects are not followed: use the final URL as the job’s target.';
  if (/^status_5\d\d$/.test(error.code))
    return 'The target itself failed: its response below, and its log at the time of the attempt, say why.';
  return adviceByCode[error.code] ?? '';
}

interface Props {
  run: RunWithAttempts;
  adjacent: AdjacentRuns | undefined;
  refresh: () => Promise<void>;
}

export function RunHead({ run, adjacent, refresh }: Props) {
  const { cancel, retry, isCanceling, refusal } = useRunActions(run, refresh);
  const hasEnded = run.finished_at !== null;
  const advice = adviseOn(run);

  useKeys('This run', [
    ...(adjacent?.previous
      ? [{ key: 'j', does: 'Previous run', run: () => goTo(links.run(adjacent.previous!.id)) }]
      : []),
    ...(adjacent?.next
      ? [{ key: 'k', does: 'Next run', run: () => goTo(links.run(adjacent.next!.id)) }]
      : []),
    ...(may('operate') && hasEnded ? [{ key: 'r', does: 'Retry the run', run: () => void retry() }] : []),
    ...(may('operate') && !hasEnded ? [{ key: 'c', does: 'Cancel the run', run: () => void cancel() }] : []),
  ]);

  return (
    <>
      <div class="run-nav">
        <nav class="crumbs" aria-label="Breadcrumb">
          <a href={links.jobs()}>Jobs</a> /{' '}
          <a href={links.job(run.job_id)}>
            <bdi>{run.job_name}</bdi>
          </a>
        </nav>
        <nav class="adjacent-runs" aria-label="Other runs of this job">
          <AdjacentRun label="← Previous run" run={adjacent?.previous} />
          <AdjacentRun label="Next run →" run={adjacent?.next} />
          {adjacent?.previous && (
            <a class="quiet" href={links.compare(adjacent.previous.id, run.id)}>
              Compare with the previous run
            </a>
          )}
        </nav>
      </div>
      <header class="page-head">
        <h1>Run of {formatInstant(run.scheduled_for)}</h1>
        <ZoneSwitch />
        {may('operate') && (
          <div class="actions">
            {hasEnded ? (
              <ActionButton key="retry" onAct={retry}>
                Retry
              </ActionButton>
            ) : (
              <ActionButton key="cancel" onAct={cancel} isPending={isCanceling}>
                {isCanceling ? 'Canceling…' : 'Cancel'}
              </ActionButton>
            )}
          </div>
        )}
      </header>
      <p class="status-sentence">
        <Status name={run.status} /> <Sentence run={isCanceling ? { ...run, status_reason: 'user' } : run} />
      </p>
      <RunCause run={run} previous={adjacent?.previous} />
      {advice !== '' && (
        <p class="advice">
          {advice} {may('edit') && <a href={links.editJob(run.job_id)}>Edit the job</a>}
        </p>
      )}
      <p role="alert" class="error">
        {refusal}
      </p>
    </>
  );
}

/** A component of its own, so that the clock redraws only this sentence. */
function Sentence({ run }: { run: RunWithAttempts }) {
  return <span>{describeRun(run, now.value, isSchedulerPaused())}</span>;
}

function AdjacentRun({ label, run }: { label: string; run: Run | undefined }) {
  if (!run) return null;
  return (
    <a href={links.run(run.id)} class="quiet" title={`Run of ${formatInstant(run.scheduled_for)}`}>
      <span class="muted">{label}</span> <Status name={run.status} />
    </a>
  );
}

function useRunActions(run: Run, refresh: () => Promise<void>) {
  // The service reports the request in `status_reason`, except for a run with the reason `catch_up`.
  const hasCanceled = useSignal(false);
  const refusal = useSignal('');
  const isBusy = useSignal(false);
  const isCanceling = run.status === 'running' && (hasCanceled.value || run.status_reason === 'user');

  /** Shows a conflict with the run's status at the top of the run, and any other error as a message. */
  async function act(action: () => Promise<void>, failureText: string): Promise<void> {
    if (isBusy.peek()) return;
    isBusy.value = true;
    refusal.value = '';
    try {
      await action();
    } catch (error) {
      if (error instanceof SchedulerError && error.status === 409) refusal.value = describeError(error);
      else showFailure(failureText, error);
    } finally {
      isBusy.value = false;
    }
  }

  async function cancel(): Promise<void> {
    if (isCanceling) return;
    await act(async () => {
      await api.runs.cancel(run.id);
      hasCanceled.value = true;
    }, 'The run was not canceled.');
    await refresh();
  }

  async function retry(): Promise<void> {
    await act(async () => {
      const created = await api.runs.retry(run.id);
      const detail = isMissedRange(run) ? ' for the first missed occurrence' : '';
      showMessage(`Retry of “${run.job_name}”${detail} ${startEffect()}.`);
      goTo(links.run(created.id));
    }, 'The run was not retried.');
  }

  return { cancel, retry, isCanceling, refusal: refusal.value };
}

export interface AdjacentRuns {
  previous: Run | undefined;
  next: Run | undefined;
  /** Newest first. */
  retries: Run[];
}

/** The page size limit of the API. */
const MAX_PAGE = 200;
/** The first search for the next run covers this many times the distance to the previous run. */
const SEARCH_FACTOR = 8;

/** Finds the previous run, the next run and the retries of a run. */
export async function findAdjacentRuns(run: Run): Promise<AdjacentRuns> {
  const at = timeOfRunId(run.id);
  const list = (query: object) => api.runs.list({ job_id: run.job_id, limit: MAX_PAGE, ...query });
  const hasEnded = run.finished_at !== null;
  const [previous, retries] = await Promise.all([
    list({ to: toInstant(at), limit: 1 }),
    hasEnded ? list({ trigger: 'retry', from: run.finished_at }) : undefined,
  ]);
  return {
    previous: previous.data[0],
    next: await findNext(list, at, previous.data[0]),
    retries: retries?.data.filter(({ source_run_id }) => source_run_id === run.id) ?? [],
  };
}

/**
 * The API lists runs newest first, so the next run is the last one of a complete list. Searches a short period first;
 * returns undefined if more than a page of runs follows.
 */
async function findNext(
  list: (query: object) => PromiseLike<{ data: Run[]; next_cursor: string | null }>,
  at: number,
  previous: Run | undefined,
): Promise<Run | undefined> {
  const from = toInstant(at + 1);
  if (previous) {
    const distance = at - timeOfRunId(previous.id);
    const near = await list({ from, to: toInstant(at + 1 + SEARCH_FACTOR * distance) });
    if (near.data.length > 0 && near.next_cursor === null) return near.data.at(-1);
  }
  const all = await list({ from });
  return all.next_cursor === null ? all.data.at(-1) : undefined;
}

function toInstant(ms: number): string {
  return new Date(ms).toISOString();
}
