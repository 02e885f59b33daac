// Shows jobs by name: one job, or the first five of many.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { links } from '../router.ts';
import { cachedJobName, cacheJobs } from './job-cache.ts';

const MAX_NAMES = 5;

/** `close-invoices, sync-crm and 22 others` */
export function JobNames({ ids }: { ids: readonly string[] }) {
  const names = useNames(ids.slice(0, MAX_NAMES));
  const others = ids.length - names.length;
  if (ids.length === 0) return null;
  const shown = others > 0 ? [...names, `${formatCount(others)} others`] : names;
  return <p class="muted cut">{new Intl.ListFormat('en-GB').format(shown)}</p>;
}

export function JobName({ id }: { id: string }) {
  return <a href={links.job(id)}>{useNames([id])[0]}</a>;
}

/** Loads the names that are not cached; shows the ID of a job until its name is loaded, or if it was deleted. */
function useNames(ids: readonly string[]): string[] {
  const loadCount = useSignal(0);
  useEffect(() => {
    for (const id of ids.filter((one) => cachedJobName(one) === undefined)) {
      api.jobs.get(id).then(
        (job) => {
          cacheJobs(`named ${id}`, [job]);
          loadCount.value++;
        },
        () => undefined,
      );
    }
  }, [ids.join()]);
  void loadCount.value;
  return ids.map((id) => cachedJobName(id) ?? id);
}
