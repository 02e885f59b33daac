// Filters of the run list by status code, and, once opened, by error, host and tag.
import { useSignal } from '@preact/signals';
import { cachedTags } from '../jobs/job-cache.ts';
import { TextFilter } from '../parts/text-filter.tsx';
import { type RunListParams, STATUS_CODE } from './filter.ts';

const codes = ['5xx', '4xx', '3xx', '2xx', '500', '502', '503', '504', '404', '429'];
const errors = [
  'timeout',
  'connection_refused',
  'connection_reset',
  'connect_timeout',
  'dns_not_found',
  'tls_failed',
  'body_mismatch',
  'invalid_response',
  'worker_lost',
];

export function MoreFilters({ params }: { params: RunListParams }) {
  const { status_code, error_code, host, tag } = params;
  const isChosen = [error_code, host, tag].some((value) => value !== undefined);
  const isOpen = useSignal(isChosen);
  return (
    <>
      <TextFilter
        name="status_code"
        label="Code"
        value={status_code}
        options={codes}
        pattern={STATUS_CODE}
        hint="A code such as 503, or a class such as 5xx."
      />
      {isOpen.value || isChosen ? (
        <>
          <TextFilter name="error_code" label="Error" value={error_code} options={errors} />
          <TextFilter name="host" label="Host" value={host} options={[]} />
          <TextFilter name="tag" label="Tag" value={tag} options={cachedTags()} />
        </>
      ) : (
        <button type="button" class="plain" onClick={() => (isOpen.value = true)}>
          More filters
        </button>
      )}
    </>
  );
}
