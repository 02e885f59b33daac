// Chooses the job whose runs are listed: a field that one searches in, after the combobox pattern of ARIA.
import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { createJobSearch } from '../palette/job-search.ts';
import { Status } from '../parts/status.tsx';

export const jobFieldId = 'job-of-runs';
const LIST = 'jobs-to-choose';
const AT_MOST = 8;

interface Props {
  /** The one that is chosen, by its name; empty: none is. */
  name: string;
  /** Undefined: the runs of all jobs. */
  onChoose: (job: Job | undefined) => void;
}

export function JobField({ name, onChoose }: Props) {
  const search = useMemo(createJobSearch, []);
  const input = useRef<HTMLInputElement>(null);
  /** What is being searched for; null while nothing is. */
  const text = useSignal<string | null>(null);
  const active = useSignal(0);
  const isOpen = text.value !== null;
  const found = isOpen ? find(search.jobs.value, text.value ?? '') : [];

  function open(typed: string): void {
    text.value = typed;
    active.value = 0;
    search.ask(typed);
  }

  function choose(job: Job | undefined): void {
    text.value = null;
    onChoose(job);
  }

  /** Whoever has emptied the field wants to see all. */
  function settle(): void {
    if (text.peek() === '' && name !== '' && input.current?.value === '') choose(undefined);
    else text.value = null;
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      if (!isOpen) open('');
      else active.value = Math.min(Math.max(active.value + step, 0), found.length - 1);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (text.peek()?.trim()) {
        if (found[active.value]) choose(found[active.value]);
      } else settle();
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      text.value = null;
    }
  }

  return (
    <div class="job-field">
      <input
        ref={input}
        id={jobFieldId}
        type="text"
        role="combobox"
        aria-label="Job"
        aria-keyshortcuts="/"
        aria-expanded={isOpen}
        aria-controls={LIST}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${LIST}-${active.value}` : undefined}
        placeholder="Any job    /"
        autocomplete="off"
        spellcheck={false}
        value={text.value ?? name}
        onFocus={() => input.current?.select()}
        onClick={() => isOpen || open('')}
        onInput={({ currentTarget }) => open(currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={settle}
      />
      {isOpen && (
        // The field keeps the focus.
        <div class="job-options" onMouseDown={(event) => event.preventDefault()}>
          <ul id={LIST} role="listbox" aria-label="Jobs that match">
            {found.map((job, index) => (
              <li
                key={job.id}
                id={`${LIST}-${index}`}
                role="option"
                aria-selected={index === active.value}
                onClick={() => choose(job)}
              >
                <span class="cut">{job.name}</span> <Status name={job.status} />
              </li>
            ))}
          </ul>
          {found.length === 0 && (
            <p class="hint">{search.isAsking.value ? 'Searching…' : 'No job is called like that.'}</p>
          )}
        </div>
      )}
    </div>
  );
}

/** Those whose name begins so come first. */
function find(jobs: readonly Job[], typed: string): Job[] {
  const wanted = typed.trim().toLowerCase();
  const place = ({ name }: Job) => name.toLowerCase().indexOf(wanted);
  return jobs
    .filter((job) => place(job) >= 0)
    .toSorted((a, b) => Math.min(1, place(a)) - Math.min(1, place(b)))
    .slice(0, AT_MOST);
}
