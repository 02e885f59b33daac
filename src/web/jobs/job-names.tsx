// Jobs by their names, the first of many; and those with which something could not be done, with the reason.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { BulkResult } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { links } from '../router.ts';
import { learn, nameOf } from './seen-jobs.ts';
import { picked } from './selection.ts';

const NAMED = 5;
const FAILED = 20;

/** `close-invoices, sync-crm and 22 others` */
export function Names({ ids }: { ids: readonly string[] }) {
  const names = useNames(ids.slice(0, NAMED));
  const others = ids.length - names.length;
  if (ids.length === 0) return null;
  const told = others > 0 ? [...names, `${formatCount(others)} others`] : names;
  return <p class="muted cut">{new Intl.ListFormat('en-GB').format(told)}</p>;
}

export function Failures({ failed }: { failed: BulkResult['failed'] }) {
  const shown = failed.slice(0, FAILED);
  const names = useNames(shown.map(({ id }) => id));
  if (failed.length === 0) return null;
  return (
    <ul class="failures">
      {shown.map(({ id, detail }, index) => (
        <li key={id}>
          <a href={links.job(id)}>{names[index]}</a>: {detail}
        </li>
      ))}
      {failed.length > shown.length && <li>and {formatCount(failed.length - shown.length)} others.</li>}
    </ul>
  );
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
  return ids.map((id) => nameOf(id) ?? picked.peek().get(id) ?? id);
}
