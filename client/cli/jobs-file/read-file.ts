// Reads a file of jobs: YAML with the name of the set and its jobs.
import type { JobInput } from '../../src/index.ts';
import { CommandFailure } from '../exit-codes.ts';
import { readYaml } from './read-yaml.ts';
import { insertSecrets } from './secrets.ts';

export interface JobsFile {
  managed_by: string;
  jobs: JobInput[];
}

/** Parses a file and inserts its secrets. The service checks the fields of the jobs. */
export function readJobsFile(
  text: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): JobsFile {
  const value = insertSecrets(readYaml(text, file), env);
  if (!isObject(value)) throw invalid(file, 'must have the fields managed_by and jobs');
  const { managed_by, jobs, ...rest } = value;
  const [unknown] = Object.keys(rest).filter((name) => !name.startsWith('x-'));
  if (unknown !== undefined) {
    throw invalid(file, `has the field ${unknown}, which is not known; names of own fields start with x-`);
  }
  if (typeof managed_by !== 'string') throw invalid(file, 'needs managed_by: the name of this set of jobs');
  if (!Array.isArray(jobs)) throw invalid(file, 'needs jobs: the list of the jobs');
  return { managed_by, jobs: jobs as JobInput[] };
}

function invalid(file: string, detail: string): CommandFailure {
  return new CommandFailure(`${file} ${detail}.`);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
