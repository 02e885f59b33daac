// Inserts values of the environment into a file: `${env:NAME}` in any text.
import { CommandFailure } from '../exit-codes.ts';

/** `$${env:NAME}` is the text `${env:NAME}`. */
const REFERENCE = /(\$?)\$\{env:([^{}]*)\}/g;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Replaces every reference. Throws an error with the names of all missing variables. */
export function insertSecrets(value: unknown, env: Readonly<Record<string, string | undefined>>): unknown {
  const missing = new Map<string, string>();
  const replaced = mapTexts(value, '', (text, place) =>
    text.replaceAll(REFERENCE, (reference, escape: string, name: string) => {
      if (escape !== '') return reference.slice(1);
      if (!NAME.test(name))
        throw new CommandFailure(`${place}: \${env:${name}} names no environment variable.`);
      const found = env[name];
      if (!found && !missing.has(name)) missing.set(name, place);
      return found ?? '';
    }),
  );
  if (missing.size === 0) return replaced;
  const names = Array.from(missing, ([name, place]) => `${name} (${place})`).join(', ');
  throw new CommandFailure(`Environment variables are missing or empty: ${names}.`);
}

/** Escapes the references in stored texts, so that a file returns them unchanged. */
export function escapeReferences(value: unknown): unknown {
  return mapTexts(value, '', (text) => text.replaceAll('${env:', '$${env:'));
}

function mapTexts(value: unknown, place: string, map: (text: string, place: string) => string): unknown {
  if (typeof value === 'string') return map(value, place === '' ? '(file)' : place);
  if (Array.isArray(value)) return value.map((item, index) => mapTexts(item, `${place}[${index}]`, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      mapTexts(item, place === '' ? name : `${place}.${name}`, map),
    ]),
  );
}
