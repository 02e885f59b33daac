// Asks, in the page, whether a job is really to be deleted.
import { useEffect, useRef } from 'preact/hooks';
import { ActionButton } from '../parts/action-button.tsx';

interface Props {
  onDelete: () => Promise<void>;
  onKeep: () => void;
}

export function DeletePanel({ onDelete, onKeep }: Props) {
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <section
      class="panel"
      aria-label="Delete this job?"
      onKeyDown={(event) => event.key === 'Escape' && onKeep()}
    >
      <p class="prose">
        Delete this job for good? Runs that have not started are canceled; an attempt under way is finished.
        Runs of the past stay readable until they are pruned.
      </p>
      <div class="actions">
        <ActionButton class="danger" onAct={onDelete}>
          Delete the job
        </ActionButton>
        <button ref={keep} type="button" onClick={onKeep}>
          Keep it
        </button>
      </div>
    </section>
  );
}
