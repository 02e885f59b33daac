// The From and To fields of the run list, in the chosen time zone.
import { fromWallClock, shownZone, toWallClock } from '../format/zone.ts';
import { setQuery } from '../router.ts';

export function TimeFields({ from, to }: { from: string | undefined; to: string | undefined }) {
  return (
    <>
      <TimeField name="from" label="From" at={from} />
      <TimeField name="to" label="to" at={to} />
    </>
  );
}

function TimeField({ name, label, at }: { name: 'from' | 'to'; label: string; at: string | undefined }) {
  const shown = at ? toWallClock(at, shownZone()).replace(/:00$/, '') : '';
  return (
    <label class="time-field">
      {label}{' '}
      <input
        type="datetime-local"
        // Shows seconds only if the value has any.
        step={shown.length > 16 ? 1 : 60}
        value={shown}
        onChange={({ currentTarget }) =>
          setQuery({ [name]: fromWallClock(currentTarget.value, shownZone()) })
        }
      />
    </label>
  );
}
