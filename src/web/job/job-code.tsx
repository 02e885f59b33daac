// Shows a job as a curl command and as a TypeScript program, with copy buttons.
import type { Job } from '../../../client/src/index.ts';
import { REDACTED } from '../job-fields.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { serviceUrl, session } from '../session.ts';
import { toClient, toCurl } from './code-snippets.ts';

export function JobCode({ job }: { job: Job }) {
  const service = { url: serviceUrl, needsKey: session.value?.needs_key ?? false };
  const notes = listNotes(job);
  return (
    <div class="job-code">
      {notes.length > 0 && (
        <ul class="prose notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <Snippet title="curl" text={toCurl(job, service)} />
      <Snippet title="TypeScript client" text={toClient(job, service)} />
    </div>
  );
}

function Snippet({ title, text }: { title: string; text: string }) {
  return (
    <figure class="snippet">
      <figcaption>
        <h3>{title}</h3>
        <CopyButton text={() => text} label={`Copy: ${title}`} />
      </figcaption>
      {/* Focusable, so that the keyboard can scroll it. */}
      <pre tabIndex={0} role="region" aria-label={title}>
        {text}
      </pre>
    </figure>
  );
}

/** What the user must edit before the snippets create an equal job. */
function listNotes(job: Job): string[] {
  const names = Object.keys(job.headers).filter((name) => job.headers[name] === REDACTED);
  const isPast = job.specific_time !== null && Date.parse(job.specific_time) < Date.now();
  return [
    ...(names.length > 0
      ? [
          `Replace [redacted] with the value of ${names.join(' and ')}, which the service does not return. For an existing job, [redacted] keeps the stored value.`,
        ]
      : []),
    ...(job.has_signing_secret
      ? ['This job signs its requests. Add a signing_secret for a new job; an existing job keeps its secret.']
      : []),
    ...(isPast ? ['The time has passed: a new job needs another specific_time.'] : []),
  ];
}
