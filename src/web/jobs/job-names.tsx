// Jobs by their names: one, or the first of many.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { links } from '../router.ts';
import { learn, nameOf } from './seen-jobs.ts';

const NAMED = 5;

/** `close-invoices, sync-crm and 22 others` */
export function Names({ ids }: { ids: readonly string[] }) {
  const names = useNames(ids.slice(0, NAMED));
  const others = ids.length - names.length;
  if (ids.length === 0) return null;
  const told = others > 0 ? [...names, `${formatCount(others)} others`] : names;
  return <p class="muted cut">{new Intl.ListFormat('en-GB').format(told)}</p>;
}

export function JobName({ id }: { id: string }) {
  return <a href={links.job(id)}>{useNames([id])[0]}</a>;
}

/** Those that are not known are asked for; one that is gone keeps its id. */
function useNames(ids: readonly string[]): string[] {
  const answers = useSignal(0);
  useEffect(() => {
    for (const id of ids.filter((one) => nameOf(one) === undefined)) {
      api.jobs.get(id).then(
        (job) => {
          learn([job]);
          answers.value++;
        },
        () => undefined,
      );
    }
  }, [ids.join()]);
  void answers.value;
  return ids.map((id) => nameOf(id) ?? id);
}
