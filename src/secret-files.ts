// Reads secret settings from files: POSTGRES_URL_FILE names the file with the value of POSTGRES_URL.
import { readFileSync } from 'node:fs';

/** A setting in a file is not larger. */
const BYTES_AT_MOST = 100_000;

export interface ReadSettings {
  /** The variables, with the content of each file as the value of its setting. */
  values: Record<string, string>;
  /** The settings whose value is from a file. */
  fromFile: Set<string>;
  errors: string[];
}

/**
 * Adds the settings of `names` that have a variable `<name>_FILE`. The line breaks at the end of a file do not belong to
 * the value; in `lists`, each line is an entry.
 */
export function readSecretFiles(
  set: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
  lists: readonly string[],
): ReadSettings {
  const values = Object.fromEntries(
    Object.entries(set).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  const fromFile = new Set<string>();
  const errors: string[] = [];
  for (const name of names) {
    const variable = `${name}_FILE`;
    const file = values[variable];
    if (file === undefined) continue;
    const content = readSecretFile(file);
    if ('error' in content) errors.push(`${variable}: ${content.error}`);
    else if (values[name] !== undefined)
      errors.push(`${variable}: set either ${name} or ${variable}, not both`);
    else {
      values[name] = lists.includes(name) ? joinLines(content.text) : content.text;
      fromFile.add(name);
    }
  }
  return { values, fromFile, errors };
}

function withoutLineBreakAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && '\r\n'.includes(text[end - 1]!)) end -= 1;
  return text.slice(0, end);
}

/** Lines may end in a comma. */
function joinLines(text: string): string {
  return text
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line) => (line.endsWith(',') ? line.slice(0, -1) : line))
    .join(',');
}

function readSecretFile(file: string): { text: string } | { error: string } {
  let text: string;
  try {
    text = withoutLineBreakAtEnd(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    return { error: `the file ${file} cannot be read (${code}); correct the path or its permissions` };
  }
  if (text === '') return { error: `the file ${file} is empty; write the value into it` };
  if (text.length > BYTES_AT_MOST) return { error: `the file ${file} is larger than 100 kB` };
  return { text };
}
