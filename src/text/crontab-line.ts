// Reads the lines of a crontab: variables, schedules and commands.

export type CrontabLine =
  | { kind: 'variable'; name: string; value: string }
  | { kind: 'job'; expression: string; command: string };

/** A field of a schedule: digits, names and signs, but no path. */
const FIELD = /^[\d*?A-Za-z,/#~-]+$/;
/** Programs of the first word after a schedule: a user name is none. */
const SHELL_WORD = /[/."'$=({\\]|^(?:curl|wget|test|cd|flock|env|timeout|nice|sh|bash)$/;

/** Reads a line. Undefined for a comment, an empty line, and text that is neither a variable nor a schedule. */
export function readCrontabLine(line: string): CrontabLine | undefined {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const [variable, name = '', value = ''] = /^([A-Za-z_]\w*)\s*=(.*)$/.exec(text) ?? [];
  if (variable !== undefined)
    return { kind: 'variable', name, value: value.trim().replace(/^(["'])(.*)\1$/, '$2') };
  const [macro, word = '', rest = ''] = /^(@every\s+\S+|@[a-z]+)\s+(\S.*)$/i.exec(text) ?? [];
  if (macro !== undefined) return { kind: 'job', expression: word, command: readCommand(rest) };
  const parts = /^((?:\S+\s+){5})(\S.*)$/.exec(text);
  if (parts === null) return undefined;
  const fields = parts[1]!.trim().split(/\s+/);
  if (!fields.every((field) => FIELD.test(field)) || !/[\d*]/.test(fields[0]!)) return undefined;
  return { kind: 'job', expression: fields.join(' '), command: readCommand(parts[2]!) };
}

/** The command without the user name of a system crontab. `\%` is a percent sign, and `%` starts the standard input. */
function readCommand(text: string): string {
  const [matched, user = '', rest = ''] = /^([a-z_][\w-]*)\s+(\S.*)$/.exec(text) ?? [];
  const next = rest.split(/\s/)[0] ?? '';
  const isUser = matched !== undefined && !SHELL_WORD.test(user) && SHELL_WORD.test(next);
  const command = isUser ? rest : text;
  const end = /(?<!\\)%/.exec(command)?.index ?? command.length;
  return command.slice(0, end).replaceAll('\\%', '%').trim();
}
