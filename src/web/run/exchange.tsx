// Shows the request and the response of an attempt.
import type { Attempt } from '../../../client/src/index.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { HeadersList } from '../parts/facts.tsx';
import { Body } from './body.tsx';
import { describeMissing, isTruncated, toCurl } from './curl.ts';

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
              text={() => toCurl(request)}
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
