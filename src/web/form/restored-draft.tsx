// Notice that the form was filled from a draft.
import { useState } from 'preact/hooks';
import { RelativeTime } from '../parts/instant.tsx';
import type { Draft } from './drafts.ts';

interface Props {
  draft: Draft | undefined;
  onDiscard: () => void;
}

export function RestoredDraft({ draft, onDiscard }: Props) {
  const [isKept, setKept] = useState(false);
  if (!draft || isKept) return null;
  const needsSecrets = draft.values.headers.some((row) => row.needsValue && row.value === '');
  return (
    <p class="restored" role="status">
      <span>
        Draft restored from <RelativeTime at={new Date(draft.at).toISOString()} />.
        {needsSecrets && ' Secrets are not stored: enter them again.'}
      </span>
      <button type="button" onClick={() => setKept(true)}>
        Keep draft
      </button>
      <button type="button" onClick={onDiscard}>
        Discard draft
      </button>
    </p>
  );
}
