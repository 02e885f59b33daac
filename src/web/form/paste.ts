// Reads a pasted `curl` command or crontab line as values of the form.
import { readCrontabLine } from '../../text/crontab-line.ts';
import { CommandError, type CommandRequest, readHttpCommand } from '../../text/http-command.ts';
import { isZone } from '../format/zone.ts';

export interface Pasted {
  request: CommandRequest;
  /** Of a crontab line. */
  cron?: string;
  timezone?: string;
  /** What the user has to check. */
  notes: string[];
}

/** Returns the text that says why there is no request, if there is none. */
export function readPaste(text: string): Pasted | string {
  const trimmed = text.trim();
  if (trimmed === '') return 'Paste a curl command or a crontab line first.';
  const lines = trimmed.split('\n').flatMap((line) => readCrontabLine(line) ?? []);
  const jobs = lines.flatMap((line) => (line.kind === 'job' ? [line] : []));
  const variables = new Map(
    lines.flatMap((line) => (line.kind === 'variable' ? [[line.name, line.value] as const] : [])),
  );
  if (jobs.length > 1) return `The text has ${jobs.length} crontab lines. Paste one: each becomes a job.`;
  const notes: string[] = [];
  const expand = (name: string) => {
    const value = variables.get(name);
    if (value === undefined) notes.push(`Replace $${name}: a job has no shell variables.`);
    return value ?? `$${name}`;
  };
  try {
    const request = readHttpCommand(jobs[0]?.command ?? trimmed, expand);
    notes.push(...request.notes.map((note) => `${note}.`));
    const zone = variables.get('CRON_TZ') ?? variables.get('TZ');
    return {
      request,
      notes,
      ...(jobs[0] && { cron: jobs[0].expression }),
      ...(zone !== undefined && isZone(zone) && { timezone: zone }),
    };
  } catch (error) {
    if (error instanceof CommandError) return `The command ${error.message}.`;
    throw error;
  }
}
