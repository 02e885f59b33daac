// The content of the command palette: a combobox with an always open list.
import type { Signal } from '@preact/signals';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import { createJobSearch } from '../jobs/job-search.ts';
import { KeyCaps } from '../keys/keys-help.tsx';
import { type Combobox, useCombobox } from '../parts/combobox.ts';
import { closeDialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { JobStatus } from '../parts/status.tsx';
import { type Command, searchCommands, textOfJob } from './commands.ts';

export function CommandSearch({ typed }: { typed: Signal<string> }) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const search = useRef<ReturnType<typeof createJobSearch>>(undefined);
  search.current ??= createJobSearch();
  const { jobs, isLoading, search: searchJobs } = search.current;
  // Replaces the field that was shown while this script loaded, before the next key press.
  useLayoutEffect(() => field.current?.focus(), []);
  useEffect(() => {
    void searchJobs(textOfJob(typed.value));
  }, []);

  const commands = searchCommands(typed.value, jobs.value);
  const combobox = useCombobox({
    id,
    options: commands,
    keyOf: (command) => command.id,
    isOpen: true,
    onChoose: (command) => {
      if (command) choose(command);
    },
  });

  function choose(command: Command): void {
    if (box.current) closeDialog(box.current);
    command.run();
  }

  return (
    <div ref={box}>
      <div class="palette-field">
        <Icon name="search" />
        <input
          {...combobox.field}
          ref={field}
          value={typed.value}
          aria-label="Search pages, jobs, runs and actions"
          placeholder="Page, job name, run ID or action"
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            combobox.mark('');
            void searchJobs(textOfJob(typed.value));
          }}
        />
      </div>
      <CommandList commands={commands} combobox={combobox} />
      <p class={commands.length > 0 ? 'unseen' : 'palette-nothing muted'} role="status">
        {statusText(commands.length, isLoading.value)}
      </p>
    </div>
  );
}

function statusText(count: number, isLoading: boolean): string {
  if (count > 0) return `${count} results`;
  return isLoading ? 'Searching…' : 'No matches. Search by job name, URL, key or run ID.';
}

interface Props {
  commands: readonly Command[];
  combobox: Combobox<Command>;
}

function CommandList({ commands, combobox }: Props) {
  const names = [...new Set(commands.map(({ group }) => group))];
  return (
    <div {...combobox.list} class="palette-list" aria-label="Results">
      {names.map((name) => (
        <div key={name} role="group" aria-label={name}>
          <p class="palette-group" aria-hidden="true">
            {name}
          </p>
          {commands
            .filter(({ group }) => group === name)
            .map((command) => (
              <div
                key={command.id}
                class="option"
                title={command.job ? `${command.text}, ${command.job.target}` : command.text}
                {...combobox.optionOf(command)}
                // Not onPointerEnter: it also fires when the list moves under a resting pointer.
                onPointerMove={() => combobox.mark(command.id)}
              >
                <CommandText {...command} />
              </div>
            ))}
        </div>
      ))}
    </div>
  );
}

function CommandText({ icon, text, job, caps }: Command) {
  return (
    <>
      {job ? <JobStatus job={job} /> : <Icon name={icon} />}
      <span class="option-text cut" dir="auto">
        {text}
      </span>
      {job && <code class="muted cut">{job.target}</code>}
      {caps && <KeyCaps value={caps} />}
    </>
  );
}
