// Shows the request and the response of an attempt.

import { signal } from '@preact/signals';
import type { Attempt } from '../../../client/src/index.ts';
import { describeMissing, indentJson, isTruncated, requestToCurl } from '../format/code.ts';
import { formatCounted } from '../format/time.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { HeadersList } from '../parts/facts.tsx';

export function Exchange({ attempt }: { attempt: Attempt }) {
  const { request, response, number } = attempt;
  return (
    <div class="exchange">
      {request && (
        <div>
          <div class="part-head">
            <h3>Request</h3>
            <CopyButton
              word="Copy as curl"
              label={`Copy as curl: the request of attempt ${number}`}
              text={() => requestToCurl(request)}
            />
          </div>
          <p>
            <code>
              {request.method} {request.url}
            </code>
          </p>
          <Headers of="Request" headers={request.headers} />
          {describeMissing(request) && <p class="muted">{describeMissing(request)}</p>}
          <Body name="Request body" text={request.body} isTruncated={isTruncated(request.body)} />
        </div>
      )}
      {response ? (
        <div>
          <div class="part-head">
            <h3>Response</h3>
          </div>
          <p>
            <code>{attempt.status_code}</code>
          </p>
          <Headers of="Response" headers={response.headers} />
          <Body name="Response body" text={response.body} isTruncated={response.truncated} />
        </div>
      ) : (
        request && (
          <div>
            <div class="part-head">
              <h3>Response</h3>
            </div>
            <p class="muted">No response received.</p>
          </div>
        )
      )}
    </div>
  );
}

function Headers({ of, headers }: { of: 'Request' | 'Response'; headers: Record<string, string> }) {
  const toText = () =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join('');
  return (
    <div>
      <div class="part-head">
        <h4>Headers</h4>
        <CopyButton label={`Copy the ${of.toLowerCase()} headers`} text={toText} />
      </div>
      <HeadersList headers={headers} />
    </div>
  );
}

interface BodyProps {
  /** `Request body` */
  name: string;
  text: string | null;
  /** The stored body is truncated. */
  isTruncated: boolean;
}

/** The choice between raw and formatted applies to all bodies on the page. */
const isRaw = signal(false);

/** Shows a request or response body, raw or as formatted JSON. */
function Body({ name, text, isTruncated }: BodyProps) {
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
  const size = bytes < 1_024 ? formatCounted(bytes, 'byte') : `${(bytes / 1_024).toFixed(1)} KiB`;
  return isTruncated ? `${size}, truncated` : size;
}
