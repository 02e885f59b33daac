// The job filter of the run list: a searchable field that follows the ARIA combobox pattern.
import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { createJobSearch } from '../palette/job-search.ts';
import { JobStatus } from '../parts/status.tsx';

export const jobFieldId = 'job-of-runs';
const LIST = 'jobs-to-choose';
const MAX_OPTIONS = 8;

interface Props {
  /** The name of the chosen job; empty while no job is chosen. */
  name: string;
  /** Called with undefined to list the runs of all jobs. */
  onChoose: (job: Job | undefined) => void;
}

export function JobField({ name, onChoose }: Props) {
  const search = useMemo(createJobSearch, []);
  const input = useRef<HTMLInputElement>(null);
  /** The search text; null while the list of options is closed. */
  const text = useSignal<string | null>(null);
  const active = useSignal(0);
  const isOpen = text.value !== null;
  const found = isOpen ? find(search.jobs.value, text.value ?? '') : [];

  function open(typed: string): void {
    text.value = typed;
    active.value = 0;
    search.search(typed);
  }

  function choose(job: Job | undefined): void {
    text.value = null;
    onChoose(job);
  }

  /** Clears the filter if the user emptied the field; otherwise restores the chosen name. */
  function closeOrClear(): void {
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
      } else closeOrClear();
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
        onBlur={closeOrClear}
      />
      {isOpen && (
        // Prevents a click on an option from taking the focus from the field.
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
                <span class="cut">{job.name}</span> <JobStatus job={job} />
              </li>
            ))}
          </ul>
          {found.length === 0 && (
            <p class="hint">{search.isLoading.value ? 'Searching…' : 'No matching jobs.'}</p>
          )}
        </div>
      )}
    </div>
  );
}

/** Names that start with the text come first. */
function find(jobs: readonly Job[], typed: string): Job[] {
  const needle = typed.trim().toLowerCase();
  const position = ({ name }: Job) => name.toLowerCase().indexOf(needle);
  return jobs
    .filter((job) => position(job) >= 0)
    .toSorted((a, b) => Math.min(1, position(a)) - Math.min(1, position(b)))
    .slice(0, MAX_OPTIONS);
}
