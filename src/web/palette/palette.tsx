// Goes anywhere: pages, jobs by name, runs by id, and what can be done here. A combobox with its list always open.
import { signal, useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { closeDialog, Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icons.tsx';
import type { Entry } from './entries.ts';
import { findEntries } from './find-entries.ts';
import { createJobSearch } from './job-search.ts';
import { Options } from './options.tsx';

const isOpen = signal(false);

export function openPalette(): void {
  isOpen.value = true;
}

export function Palette() {
  return (
    <Dialog
      isOpen={isOpen}
      class="palette"
      label="Go anywhere"
      onKeyDown={(event) => {
        if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return;
        event.preventDefault();
        event.currentTarget.close();
      }}
    >
      <Search />
    </Dialog>
  );
}

function Search() {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const typed = useSignal('');
  const chosen = useSignal('');
  const search = useRef<ReturnType<typeof createJobSearch>>(undefined);
  search.current ??= createJobSearch();
  const { jobs, isAsking, ask } = search.current;
  useEffect(() => ask(''), []);

  const entries = findEntries(typed.value, jobs.value);
  const at = Math.max(
    0,
    entries.findIndex((entry) => entry.id === chosen.value),
  );
  const current = entries[at];
  const optionId = (entry: Entry) => `${id}-${entry.id}`;

  function move(by: number): void {
    const next = entries[(at + by + entries.length) % entries.length];
    if (!next) return;
    chosen.value = next.id;
    document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' });
  }

  function choose(entry: Entry): void {
    if (box.current) closeDialog(box.current);
    entry.run();
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
          aria-label="Go anywhere"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={current && optionId(current)}
          placeholder="A page, a job’s name, a run’s id, an action"
          autocomplete="off"
          spellcheck={false}
          autofocus
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            chosen.value = '';
            ask(typed.value);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <Options
        id={`${id}-list`}
        entries={entries}
        current={current}
        idOf={optionId}
        onPoint={(entry) => {
          chosen.value = entry.id;
        }}
        onChoose={choose}
      />
      <p class={entries.length > 0 ? 'unseen' : 'palette-nothing muted'} role="status">
        {describe(entries.length, isAsking.value)}
      </p>
    </div>
  );
}

function describe(count: number, isAsking: boolean): string {
  if (count > 0) return `${count} found`;
  return isAsking ? 'Looking…' : 'Nothing is called so. A job is found by its name, its target or its key.';
}
