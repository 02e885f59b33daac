// Checks the credentials that jobs name: they exist, and are for the target.
import type { Kysely } from 'kysely';
import type { JobInput } from '../../openapi/schemas/job.ts';
import { refuseTarget } from '../http/credential-hosts.ts';
import type { CredentialParts } from '../store/credential-table.ts';
import { type CredentialRow, findCredentials } from '../store/credentials.ts';
import { violatesKey } from '../store/errors.ts';
import type { Database } from '../store/schema.ts';
import { invalidFields } from './problems.ts';

/** The credentials that a request names, by name. */
export type NamedCredentials = ReadonlyMap<string, Pick<CredentialRow, 'hosts' | 'settings'>>;

const none: NamedCredentials = new Map();

/** Reads nothing if no job names a credential. */
export async function findNamedCredentials(
  db: Kysely<Database>,
  jobs: readonly { credential?: unknown }[],
): Promise<NamedCredentials> {
  const names = new Set(jobs.flatMap(({ credential }) => (typeof credential === 'string' ? credential : [])));
  if (names.size === 0) return none;
  return new Map((await findCredentials(db, [...names])).map((row) => [row.name, row]));
}

/** Why the job cannot use its credential, or null. Without a target, the hosts are not checked. */
export function refuseCredential(
  { credential: name, target, headers }: Pick<JobInput, 'credential' | 'headers'> & { target: string | null },
  credentials: NamedCredentials,
): string | null {
  if (name === null) return null;
  const credential = credentials.get(name);
  if (credential === undefined) return `is unknown: create ${name} with POST /credentials, or use null`;
  const set = headerOf(credential.settings);
  const twice = Object.keys(headers).find((header) => header.toLowerCase() === set);
  if (twice !== undefined) return `sets the header ${set}, which headers has too: remove one of them`;
  return target === null ? null : refuseTarget(credential.hosts, target);
}

/** Converts the violation of the foreign key by a credential that was deleted at the same time to a 422. */
export function refuseDeletedCredential(error: unknown): never {
  if (!violatesKey(error, 'jobs_credential_exists')) throw error;
  throw invalidFields([{ pointer: '/credential', detail: 'is unknown: it was deleted' }]);
}

/** The name of the header that a credential sets, in lower case. */
function headerOf({ oauth2, basic, bearer, header }: CredentialParts): string | null {
  if (header !== null) return header.name.toLowerCase();
  return (oauth2 ?? basic ?? bearer) === null ? null : 'authorization';
}
