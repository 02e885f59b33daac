// A field that finds a job by its name and shows the chosen one.
import { useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { createJobSearch } from '../jobs/job-search.ts';
import { useQuery } from '../query.ts';
import { useCombobox } from './combobox.ts';
import { JobStatus } from './status.tsx';

const MAX_OPTIONS = 8;

interface Props {
  attributes: { id: string; 'aria-invalid'?: boolean; 'aria-describedby'?: string };
  jobId: string | undefined;
  /** The name of a job that may be deleted, taken from its runs. */
  jobName?: string | undefined;
  placeholder: string;
  /** Called with undefined if the field is emptied. */
  onChoose: (job: Job | undefined) => void;
}

export function JobField({ jobId, jobName, ...field }: Props) {
  if (jobId === undefined) return <NamedJobField key="none" name="" {...field} />;
  return <ChosenJobField key={jobId} jobId={jobId} jobName={jobName} {...field} />;
}

function ChosenJobField({ jobId, jobName, ...field }: Props & { jobId: string }) {
  return <NamedJobField name={useJobName(jobId, jobName)} {...field} />;
}

/** The name of a job; of a deleted one, the name that its runs keep, if known. */
export function useJobName(id: string, nameOfRuns?: string): string {
  const job = useQuery(`job ${id}`, () => api.jobs.get(id), { on: ['jobs'] });
  return job.data.value?.name ?? nameOfRuns ?? (job.isGone.value ? 'a deleted job' : '…');
}

interface NamedProps extends Pick<Props, 'attributes' | 'placeholder' | 'onChoose'> {
  /** The name of the chosen job; empty while no job is chosen. */
  name: string;
}

/** Follows the ARIA combobox pattern. */
function NamedJobField({ attributes, name, placeholder, onChoose }: NamedProps) {
  const search = useMemo(createJobSearch, []);
  const input = useRef<HTMLInputElement>(null);
  /** The search text; null while the list of options is closed. */
  const text = useSignal<string | null>(null);
  const isOpen = text.value !== null;
  const found = isOpen ? find(search.jobs.value, text.value ?? '') : [];

  const combobox = useCombobox({
    id: `${attributes.id}-options`,
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
    void search.search(typed);
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
        {...attributes}
        type="text"
        {...combobox.field}
        aria-label="Job"
        aria-keyshortcuts={placeholder.endsWith('/') ? '/' : undefined}
        placeholder={placeholder}
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
                <span class="cut" dir="auto">
                  {job.name}
                </span>{' '}
                <JobStatus job={job} />
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
