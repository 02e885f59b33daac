// Where programs come in: the API, its contract, its client and its measurements.
import { links } from '../router.ts';
import { session } from '../session.ts';
import { Copied } from './copied.tsx';

export function ForPrograms() {
  return (
    <section aria-labelledby="programs">
      <h2 id="programs">For programs</h2>
      <ul class="entrances">
        <li>
          <a href={links.docs}>API in Swagger UI</a>
          <span class="muted">every call, to be tried out</span>
        </li>
        <li>
          <a href="/openapi.json">OpenAPI document</a>
          <span class="muted">the contract, to generate from</span>
        </li>
        <li>
          <a href="/metrics">Metrics</a>
          <span class="muted">for Prometheus</span>
        </li>
        <li>
          <span>
            Client <code>scheduler-service-client</code>
          </span>
          <span class="muted">
            made by <code>npm pack -w client</code>; its guide is <code>docs/client.md</code>
          </span>
        </li>
      </ul>
      <Copied
        title="With the client"
        text={toSnippet(session.value?.needs_key ?? false)}
        label="Copy the client’s code"
      />
    </section>
  );
}

function toSnippet(needsKey: boolean): string {
  const options = needsKey
    ? `{ baseUrl: '${location.origin}', apiKey: process.env.SCHEDULER_KEY }`
    : `{ baseUrl: '${location.origin}' }`;
  return `import { createClient } from 'scheduler-service-client';

const scheduler = createClient(${options});
for await (const job of scheduler.jobs.list()) console.log(job.name, job.next_run);`;
}
