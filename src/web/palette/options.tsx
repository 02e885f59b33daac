// What the palette offers, in groups.
import { KeyCaps } from '../keys/key-caps.tsx';
import { Icon } from '../parts/icons.tsx';
import { JobStatus } from '../parts/status.tsx';
import type { Entry } from './entries.ts';

interface Props {
  id: string;
  entries: readonly Entry[];
  current: Entry | undefined;
  idOf: (entry: Entry) => string;
  onPoint: (entry: Entry) => void;
  onChoose: (entry: Entry) => void;
}

export function Options({ id, entries, current, idOf, onPoint, onChoose }: Props) {
  const names = [...new Set(entries.map(({ group }) => group))];
  return (
    <div id={id} class="palette-list" role="listbox" aria-label="Found">
      {names.map((name) => (
        <div key={name} role="group" aria-label={name}>
          <p class="palette-group" aria-hidden="true">
            {name}
          </p>
          {entries
            .filter(({ group }) => group === name)
            .map((entry) => (
              <div
                key={entry.id}
                id={idOf(entry)}
                class="option"
                role="option"
                aria-selected={entry === current}
                // Not on entering: what moves under a pointer that rests is not pointed at.
                onPointerMove={() => entry !== current && onPoint(entry)}
                onClick={() => onChoose(entry)}
              >
                <Offer {...entry} />
              </div>
            ))}
        </div>
      ))}
    </div>
  );
}

function Offer({ icon, text, job, caps }: Entry) {
  return (
    <>
      {job ? <JobStatus job={job} /> : <Icon name={icon} />}
      <span class="option-text cut">{text}</span>
      {job && <code class="muted cut">{job.target}</code>}
      {caps && <KeyCaps value={caps} />}
    </>
  );
}
