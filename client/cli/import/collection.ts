// Collects the imported jobs and what could not be carried over.
import { isSecretName } from '../../../src/text/secret-name.ts';
import { trimEndOf } from '../../../src/text/trim-end.ts';
import { type FileJob, variableName } from '../jobs-file/file-job.ts';

/** A part of the source that is not in the file, or that the user has to check. */
export interface Note {
  /** The line, name or path of the part. */
  where: string;
  what: string;
}

export interface Imported {
  jobs: FileJob[];
  notes: Note[];
}

export interface ImportOptions {
  /** The zone of schedules that name none. */
  timezone: string;
  /** The origin of targets for sources without URLs. */
  baseUrl: string | undefined;
  now: Temporal.Instant;
}

/** Reads the text of a source. Throws a `CommandFailure` for text of another form. */
export type Importer = (text: string, options: ImportOptions) => Imported;

export class Collection implements Imported {
  readonly jobs: FileJob[] = [];
  readonly notes: Note[] = [];
  /** The next number of each base of a key. */
  readonly #numbers = new Map<string, number>();
  readonly #keys = new Set<string>();

  /**
   * Adds a job with a unique key made of `name`. Values of secret headers, and the user of a URL, become references to
   * the environment.
   */
  add(where: string, name: string, fields: Omit<FileJob, 'key'>): void {
    const key = this.#createKey(name);
    const headers = Object.fromEntries(
      Object.entries(fields.headers ?? {}).map(([header, value]) => [
        header,
        this.#hide(where, key, header, value),
      ]),
    );
    const target = this.#checkTarget(where, key, fields.target ?? '', headers);
    const job = Object.fromEntries(
      Object.entries({ ...fields, target, headers }).filter(([field, value]) => !isDefault(field, value)),
    );
    this.jobs.push({ key, ...job });
  }

  note(where: string, what: string): void {
    this.notes.push({ where, what });
  }

  #createKey(name: string): string {
    const base =
      trimEndOf(name.replaceAll(/[^A-Za-z0-9._:-]+/g, '-').replace(/^-+/, ''), '-').slice(0, 240) || 'job';
    let key = base;
    let number = this.#numbers.get(base) ?? 2;
    for (; this.#keys.has(key); number++) key = `${base}-${number}`;
    this.#numbers.set(base, number);
    this.#keys.add(key);
    return key;
  }

  /** Takes the user and the password out of a URL. Notes parameters that are credentials. */
  #checkTarget(where: string, key: string, target: string, headers: Record<string, string>): string {
    const url = URL.parse(target);
    if (url === null) return target;
    for (const parameter of new Set(url.searchParams.keys())) {
      if (isSecretName(parameter))
        this.note(where, `has a secret in its URL (${parameter}), which everyone who sees the job can read`);
    }
    if (url.username === '' && url.password === '') return target;
    if (!Object.keys(headers).some((header) => header.toLowerCase() === 'authorization')) {
      const variable = variableName(key, 'authorization');
      headers['Authorization'] = `\${env:${variable}}`;
      this.note(
        where,
        `has a user in its URL: set ${variable} to Basic and the base64 of user:password, as in that URL`,
      );
    }
    return target.replace(/^([a-z][a-z0-9+.-]{0,30}:\/\/)[^/?#]*@/i, '$1');
  }

  #hide(where: string, key: string, header: string, value: string): string {
    if (!isSecretName(header) || value.includes('${env:')) return value;
    const variable = variableName(key, header);
    this.note(where, `is a secret: set ${variable} to the value of the header ${header}`);
    return `\${env:${variable}}`;
  }
}

function isDefault(field: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (field === 'headers') return Object.keys(value).length === 0;
  return field === 'method' && value === 'POST';
}
