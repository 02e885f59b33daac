// List of matching palette commands, by group.
import { KeyCaps } from '../keys/key-caps.tsx';
import { Icon } from '../parts/icons.tsx';
import { JobStatus } from '../parts/status.tsx';
import type { Command } from './commands.ts';

interface Props {
  id: string;
  commands: readonly Command[];
  current: Command | undefined;
  idOf: (command: Command) => string;
  onPoint: (command: Command) => void;
  onChoose: (command: Command) => void;
}

export function CommandList({ id, commands, current, idOf, onPoint, onChoose }: Props) {
  const names = [...new Set(commands.map(({ group }) => group))];
  return (
    <div id={id} class="palette-list" role="listbox" aria-label="Results">
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
                id={idOf(command)}
                class="option"
                role="option"
                aria-selected={command === current}
                // Not onPointerEnter: it also fires when the list moves under a resting pointer.
                onPointerMove={() => command !== current && onPoint(command)}
                onClick={() => onChoose(command)}
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
