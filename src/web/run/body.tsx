// The body of a request or a response: as it was, or with its JSON set out line by line.
import { signal } from '@preact/signals';
import { CopyButton } from '../parts/copy-button.tsx';
import { indentJson } from './indent.ts';

interface Props {
  /** `Request body` */
  name: string;
  text: string | null;
  /** More was sent than is kept. */
  isCut: boolean;
}

/** One wish for all bodies: whoever wants to see them raw wants to see all of them raw. */
const isRaw = signal(false);

export function Body({ name, text, isCut }: Props) {
  if (!text) return <p class="muted">No body.</p>;
  const indented = indentJson(text, isCut);
  const shown = indented === null || isRaw.value ? text : indented;
  return (
    <div class="body">
      <div class="part-head">
        <h4>Body</h4>
        <span class="muted">{formatSize(text, isCut)}</span>
        {indented !== null && (
          <span class="body-as" role="group" aria-label={`${name} as`}>
            <Choice word="formatted" isChosen={!isRaw.value} onChoose={() => (isRaw.value = false)} />
            <Choice word="raw" isChosen={isRaw.value} onChoose={() => (isRaw.value = true)} />
          </span>
        )}
        <CopyButton label={`Copy the ${name.toLowerCase()}`} text={() => shown} />
      </div>
      <pre tabIndex={0} role="group" aria-label={name}>
        {shown}
      </pre>
      {isCut && <p class="muted">There was more of it; this is the beginning, as far as it is kept.</p>}
    </div>
  );
}

function Choice({ word, isChosen, onChoose }: { word: string; isChosen: boolean; onChoose: () => void }) {
  return (
    <button type="button" aria-pressed={isChosen} onClick={onChoose}>
      {word}
    </button>
  );
}

/** `240 bytes`, `8.0 KiB and more` */
function formatSize(text: string, isCut: boolean): string {
  const bytes = new TextEncoder().encode(text).length;
  const size =
    bytes < 1_024 ? `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}` : `${(bytes / 1_024).toFixed(1)} KiB`;
  return isCut ? `${size} and more` : size;
}
