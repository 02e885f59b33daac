// The method and URL of a job in a row of a list.
import type { Job } from '../../../client/src/index.ts';

/** Without the usual scheme; a narrow column cuts the host first, and keeps the end of the path. */
export function Target({ job: { method, target } }: { job: Pick<Job, 'method' | 'target'> }) {
  const [, host = '', path = ''] = /^(?:https:\/\/)?((?:http:\/\/)?[^/?#]*)([/?#].*)?$/s.exec(target) ?? [];
  return (
    <code class="row-target" title={`${method} ${target}`}>
      <span class="muted">{method}</span> <span class="target-host muted">{host}</span>
      <span class="target-path">
        <bdi dir="ltr">{path}</bdi>
      </span>
    </code>
  );
}
