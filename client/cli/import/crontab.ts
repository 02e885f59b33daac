// Imports a crontab: lines whose command is a `curl` or `wget` request.
import { readCrontabLine } from '../../../src/text/crontab-line.ts';
import { CommandError, readHttpCommand } from '../../../src/text/http-command.ts';
import { Collection, type Imported, type ImportOptions } from './collection.ts';
import { nameOfUrl, toDelivery } from './request.ts';
import { toSchedule } from './schedule.ts';

/** Variables of cron itself. */
const ZONES = ['CRON_TZ', 'TZ'];
const IGNORED: readonly string[] = ['SHELL', 'PATH', 'HOME', 'LOGNAME', 'USER', 'LANG', 'LC_ALL'];

export function importCrontab(text: string, options: ImportOptions): Imported {
  const found = new Collection();
  const variables = new Map<string, string>();
  let { timezone } = options;
  let comment = '';
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const where = `line ${index + 1}`;
    const read = readCrontabLine(line);
    if (read === undefined) {
      const isComment = line.trim().startsWith('#');
      if (!isComment && line.trim() !== '')
        found.note(where, 'is neither a schedule with a command nor a variable');
      comment = isComment ? line.trim().replace(/^#+\s*/, '') : '';
    } else if (read.kind === 'variable') {
      if (ZONES.includes(read.name)) timezone = read.value;
      else if (read.name === 'MAILTO')
        found.note(where, 'MAILTO: the service shows failed runs and sends no mail for them');
      else if (!IGNORED.includes(read.name)) variables.set(read.name, read.value);
    } else {
      addJob(found, where, { ...read, comment }, { ...options, timezone }, variables);
      comment = '';
    }
  }
  return found;
}

function addJob(
  found: Collection,
  where: string,
  { expression, command, comment }: { expression: string; command: string; comment: string },
  options: ImportOptions,
  variables: ReadonlyMap<string, string>,
): void {
  const schedule = toSchedule(expression, options);
  if (typeof schedule === 'string') return found.note(where, schedule);
  try {
    const request = readHttpCommand(command, (name) => variables.get(name) ?? `\${env:${name}}`);
    const name = nameOfUrl(request.target);
    found.add(where, name, { name: comment.slice(0, 255) || name, ...toDelivery(request), ...schedule });
    for (const note of request.notes) found.note(where, note);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    found.note(where, `${shorten(command)}: ${error.message}`);
  }
}

/** The start of a command: the rest may contain secrets. */
function shorten(command: string): string {
  const [program = ''] = command.split(/\s/);
  return command === program ? program : `${program} …`;
}
