// Tells that a form begins with what was typed into it before.
import { useState } from 'preact/hooks';
import { Relative } from '../parts/instant.tsx';
import type { Draft } from './drafts.ts';

interface Props {
  draft: Draft | undefined;
  onDiscard: () => void;
}

export function Restored({ draft, onDiscard }: Props) {
  const [isKept, keep] = useState(false);
  if (!draft || isKept) return null;
  const wantsSecrets = draft.values.headers.some((row) => row.isWanted && row.value === '');
  return (
    <p class="restored" role="status">
      <span>
        What you typed here <Relative at={new Date(draft.at).toISOString()} /> is back.
        {wantsSecrets && ' Secrets are not kept: enter those anew.'}
      </span>
      <button type="button" onClick={() => keep(true)}>
        Go on with it
      </button>
      <button type="button" onClick={onDiscard}>
        Discard it
      </button>
    </p>
  );
}
