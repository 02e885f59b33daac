// Command palette: finds pages, jobs, runs and actions. A combobox with an always open list.
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { closeDialog, Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import { CommandList } from './command-list.tsx';
import type { Command } from './commands.ts';
import { createJobSearch } from './job-search.ts';
import { searchCommands, textOfJob } from './search-commands.ts';

const isOpen = signal(false);

export function openPalette(): void {
  isOpen.value = true;
}

export function Palette() {
  return (
    <Dialog
      isOpen={isOpen}
      class="palette"
      label="Command palette"
      onKeyDown={(event) => {
        if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        event.currentTarget.close();
      }}
    >
      <CommandSearch />
    </Dialog>
  );
}

function CommandSearch() {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const typed = useSignal('');
  const chosen = useSignal('');
  const search = useRef<ReturnType<typeof createJobSearch>>(undefined);
  search.current ??= createJobSearch();
  const { jobs, isLoading, search: searchJobs } = search.current;
  useEffect(() => searchJobs(''), []);

  const commands = searchCommands(typed.value, jobs.value);
  const at = Math.max(
    0,
    commands.findIndex((command) => command.id === chosen.value),
  );
  const current = commands[at];
  const optionId = (command: Command) => `${id}-${command.id}`;

  function move(by: number): void {
    const next = commands[(at + by + commands.length) % commands.length];
    if (!next) return;
    chosen.value = next.id;
    document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
  }

  function choose(command: Command): void {
    if (box.current) closeDialog(box.current);
    command.run();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter' && current) choose(current);
    else return;
    event.preventDefault();
  }

  return (
    <div ref={box}>
      <div class="palette-field">
        <Icon name="search" />
        <input
          role="combobox"
          aria-label="Search pages, jobs, runs and actions"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={current && optionId(current)}
          placeholder="Page, job name, run ID or action"
          autocomplete="off"
          spellcheck={false}
          autofocus
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            chosen.value = '';
            searchJobs(textOfJob(typed.value));
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <CommandList
        id={`${id}-list`}
        commands={commands}
        current={current}
        idOf={optionId}
        onPoint={(command) => {
          chosen.value = command.id;
        }}
        onChoose={choose}
      />
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
