// Links for developers: API explorer, OpenAPI document, metrics and client.
import { basePath, serviceUrl } from '../instance.ts';
import { links } from '../router.ts';
import { session } from '../session.ts';
import { CopyableCode } from './copyable-code.tsx';

export function ApiSection() {
  return (
    <section aria-labelledby="programs">
      <h2 id="programs">API</h2>
      <ul class="api-links">
        <li>
          <a href={links.docs}>API in Swagger UI</a>
          <span class="muted">try every endpoint</span>
        </li>
        <li>
          <a href={`${basePath}/openapi.json`}>OpenAPI document</a>
          <span class="muted">for code generators</span>
        </li>
        <li>
          <a href={`${basePath}/metrics`}>Metrics</a>
          <span class="muted">for Prometheus</span>
        </li>
        <li>
          <span>
            Client <code>scheduler-service-client</code>
          </span>
          <span class="muted">
            built with <code>npm pack -w client</code>, documented in <code>docs/client.md</code>
          </span>
        </li>
      </ul>
      <CopyableCode
        title="Example with the client"
        text={toSnippet(session.value?.needs_key ?? false)}
        label="Copy the example"
      />
    </section>
  );
}

function toSnippet(needsKey: boolean): string {
  const options = needsKey
    ? `{ baseUrl: '${serviceUrl}', apiKey: process.env.SCHEDULER_KEY }`
    : `{ baseUrl: '${serviceUrl}' }`;
  return `import { createClient } from 'scheduler-service-client';

const scheduler = createClient(${options});
for await (const job of scheduler.jobs.list()) console.log(job.name, job.next_run);`;
}
