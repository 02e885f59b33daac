// What was sent in an attempt, and what came back.
import type { Attempt } from '../../../client/src/index.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { HeadersList } from '../parts/headers-list.tsx';
import { Body } from './body.tsx';
import { isCut, noteCurl, toCurl } from './curl.ts';

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
          <Headers whose="Request" headers={request.headers} />
          {noteCurl(request) && <p class="muted">{noteCurl(request)}</p>}
          <Body name="Request body" text={request.body} isCut={isCut(request.body)} />
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
          <Headers whose="Response" headers={response.headers} />
          <Body name="Response body" text={response.body} isCut={response.truncated} />
        </div>
      ) : (
        request && (
          <div>
            <div class="part-head">
              <h3>Response</h3>
            </div>
            <p class="muted">There was none.</p>
          </div>
        )
      )}
    </div>
  );
}

function Headers({ whose, headers }: { whose: string; headers: Record<string, string> }) {
  const write = () =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join('');
  return (
    <div>
      <div class="part-head">
        <h4>Headers</h4>
        <CopyButton label={`Copy the ${whose.toLowerCase()} headers`} text={write} />
      </div>
      <HeadersList headers={headers} />
    </div>
  );
}
