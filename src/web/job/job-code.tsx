// The same job as a command and as a program, to be copied.
import type { Job } from '../../../client/src/index.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { session } from '../session.ts';
import { toClient, toCurl } from './as-code.ts';

export function JobCode({ job }: { job: Job }) {
  const service = { url: location.origin, needsKey: session.value?.needs_key ?? false };
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
      <Snippet title="TypeScript, with the client" text={toClient(job, service)} />
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
      {/* What scrolls is reached by keyboard, too. */}
      <pre tabIndex={0} role="region" aria-label={title}>
        {text}
      </pre>
    </figure>
  );
}

/** What somebody must add before it makes an equal job. */
function listNotes(job: Job): string[] {
  const names = Object.keys(job.headers).filter((name) => job.headers[name] === '[redacted]');
  const isPast = job.specific_time !== null && Date.parse(job.specific_time) < Date.now();
  return [
    ...(names.length > 0
      ? [
          `The service keeps the value of ${names.join(' and ')} to itself: put yours in place of [redacted]. Where the job exists already, [redacted] keeps what is stored.`,
        ]
      : []),
    ...(job.has_signing_secret
      ? ['It signs its requests. A new job needs a signing_secret of its own; one that exists keeps it.']
      : []),
    ...(isPast ? ['Its time has passed: a new job needs another specific_time.'] : []),
  ];
}
