// The job filter of the run list: a searchable field that follows the ARIA combobox pattern.
import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { createJobSearch } from '../palette/job-search.ts';
import { useCombobox } from '../parts/combobox.ts';
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
  const isOpen = text.value !== null;
  const found = isOpen ? find(search.jobs.value, text.value ?? '') : [];

  const combobox = useCombobox({
    id: LIST,
    options: found,
    keyOf: (job) => job.id,
    isOpen,
    onOpen: () => open(''),
    onClose: () => {
      text.value = null;
    },
    onChoose: (job) => {
      if (!text.peek()?.trim()) closeOrClear();
      else if (job) choose(job);
    },
  });

  function open(typed: string): void {
    text.value = typed;
    combobox.mark('');
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

  return (
    <div class="job-field">
      <input
        ref={input}
        id={jobFieldId}
        type="text"
        {...combobox.field}
        aria-label="Job"
        aria-keyshortcuts="/"
        placeholder="Any job    /"
        value={text.value ?? name}
        onFocus={() => input.current?.select()}
        onClick={() => isOpen || open('')}
        onInput={({ currentTarget }) => open(currentTarget.value)}
        onBlur={closeOrClear}
      />
      {isOpen && (
        // Prevents a click on an option from taking the focus from the field.
        <div class="job-options" onMouseDown={(event) => event.preventDefault()}>
          <ul {...combobox.list} aria-label="Jobs that match">
            {found.map((job) => (
              <li key={job.id} {...combobox.optionOf(job)} onClick={() => choose(job)}>
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
