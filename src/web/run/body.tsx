// Shows a request or response body, raw or as formatted JSON.
import { signal } from '@preact/signals';
import { CopyButton } from '../parts/copy-button.tsx';
import { indentJson } from './indent.ts';

interface Props {
  /** `Request body` */
  name: string;
  text: string | null;
  /** The stored body is truncated. */
  isTruncated: boolean;
}

/** The choice between raw and formatted applies to all bodies on the page. */
const isRaw = signal(false);

export function Body({ name, text, isTruncated }: Props) {
  if (!text) return <p class="muted">No body.</p>;
  const indented = indentJson(text, isTruncated);
  const shown = indented === null || isRaw.value ? text : indented;
  return (
    <div class="body">
      <div class="part-head">
        <h4>Body</h4>
        <span class="muted">{formatSize(text, isTruncated)}</span>
        {indented !== null && (
          <span class="body-format" role="group" aria-label={`${name} format`}>
            <FormatButton label="formatted" isChosen={!isRaw.value} onChoose={() => (isRaw.value = false)} />
            <FormatButton label="raw" isChosen={isRaw.value} onChoose={() => (isRaw.value = true)} />
          </span>
        )}
        <CopyButton label={`Copy the ${name.toLowerCase()}`} text={() => shown} />
      </div>
      <pre tabIndex={0} role="group" aria-label={name}>
        {shown}
      </pre>
      {isTruncated && <p class="muted">Truncated to the first 8 KiB.</p>}
    </div>
  );
}

interface FormatButtonProps {
  label: string;
  isChosen: boolean;
  onChoose: () => void;
}

function FormatButton({ label, isChosen, onChoose }: FormatButtonProps) {
  return (
    <button type="button" aria-pressed={isChosen} onClick={onChoose}>
      {label}
    </button>
  );
}

/** `240 bytes`, `8.0 KiB, truncated` */
function formatSize(text: string, isTruncated: boolean): string {
  const bytes = new TextEncoder().encode(text).length;
  const size =
    bytes < 1_024 ? `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}` : `${(bytes / 1_024).toFixed(1)} KiB`;
  return isTruncated ? `${size}, truncated` : size;
}
