// List of matching palette commands, by group.
import { KeyCaps } from '../keys/key-caps.tsx';
import { Icon } from '../parts/icons.tsx';
import type { Combobox } from '../parts/combobox.ts';
import { JobStatus } from '../parts/status.tsx';
import type { Command } from './commands.ts';

interface Props {
  commands: readonly Command[];
  combobox: Combobox<Command>;
}

export function CommandList({ commands, combobox }: Props) {
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
      <span class="option-text cut">{text}</span>
      {job && <code class="muted cut">{job.target}</code>}
      {caps && <KeyCaps value={caps} />}
    </>
  );
}
