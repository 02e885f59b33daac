// The routes of credentials.
import type { Context } from 'hono';
import type { credentialRoutes } from '../../openapi/credentials.ts';
import type { Credential } from '../../openapi/schemas/credential.ts';
import { refuseTarget } from '../http/credential-hosts.ts';
import { insertAuditEntries } from '../store/audit-log.ts';
import type { CredentialAction } from '../store/credential-table.ts';
import {
  type CredentialRow,
  type CredentialView,
  deleteCredential,
  findJobsOfCredential,
  listCredentials,
  lockCredential,
  saveCredential,
} from '../store/credentials.ts';
import { isUniqueViolation, violatesKey } from '../store/errors.ts';
import { newId } from '../store/ids.ts';
import { entryOf } from './audit-entries.ts';
import { parseCredential, patchCredential } from './credential-input.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { runOnce } from './idempotency.ts';
import { viewInstant, viewNullableInstant } from './instants.ts';
import { Problem } from './problems.ts';
import { runTransaction, type TransactionWrite, type Write } from './transaction.ts';

const CREDENTIALS_AT_MOST = 100;
/** Jobs that are read to check their targets. */
const JOBS_AT_MOST = 1_000;
const NAMES_SHOWN = 5;

export function createCredentialHandlers(deps: ApiDeps): Handlers<typeof credentialRoutes> {
  const { reading, keyring, policy } = deps;

  async function find(name: string, from = reading): Promise<CredentialView> {
    const [credential] = await listCredentials(from, name);
    if (credential === undefined) throw noSuchCredential();
    return credential;
  }

  async function lock({ trx }: TransactionWrite, name: string): Promise<CredentialRow> {
    const credential = await lockCredential(trx, name);
    if (credential === undefined) throw noSuchCredential();
    return credential;
  }

  return {
    listCredentials: async (c) => c.json({ data: (await listCredentials(reading)).map(viewCredential) }, 200),
    getCredential: async (c) => c.json(viewCredential(await find(c.req.valid('param').name)), 200),
    createCredential: async (c) => {
      const input = c.req.valid('json');
      const body = await runOnce(deps, c as Context, async (write) => {
        if ((await listCredentials(write.trx)).length >= CREDENTIALS_AT_MOST)
          throw new Problem(
            409,
            `There are ${CREDENTIALS_AT_MOST} credentials, which is the limit. Delete one first.`,
          );
        const credential = parseCredential(input, { keyring, policy, now: write.now }, newId());
        await saveCredential(write.trx, credential);
        await note(write, 'credential.created', undefined, credential);
        const headers = { location: `/credentials/${credential.name}` };
        return { body: viewCredential({ ...credential, job_count: 0 }), headers };
      }).catch(refuseTakenName);
      return c.json(body, 201);
    },
    updateCredential: async (c) => {
      const { name } = c.req.valid('param');
      const patch = c.req.valid('json');
      const body = await runTransaction(deps, c as Context, async (write) => {
        const stored = await lock(write, name);
        const credential = patchCredential(patch, { keyring, policy, now: write.now }, stored);
        await checkJobs(write, credential);
        await saveCredential(write.trx, credential);
        await note(write, 'credential.updated', stored, credential);
        return viewCredential(await find(name, write.trx));
      });
      return c.json(body, 200);
    },
    deleteCredential: async (c) => {
      const { name } = c.req.valid('param');
      await runTransaction(deps, c as Context, async (write) => {
        const stored = await lock(write, name);
        const { job_count } = await find(name, write.trx);
        if (job_count > 0) {
          const jobs = await findJobsOfCredential(write.trx, name, NAMES_SHOWN);
          throw usedBy(
            jobs,
            job_count,
            'use this credential',
            'Set their credential to null or another one first.',
          );
        }
        await deleteCredential(write.trx, name);
        await note(write, 'credential.deleted', stored, undefined);
      }).catch(refuseUsed);
      return c.body(null, 204);
    },
  };
}

/** Throws a 409 if the hosts do not cover the target of a job that uses the credential. */
async function checkJobs({ trx }: Write & { trx: TransactionWrite['trx'] }, { name, hosts }: CredentialRow) {
  const jobs = await findJobsOfCredential(trx, name, JOBS_AT_MOST);
  const outside = jobs.filter(({ target }) => refuseTarget(hosts, target) !== null);
  if (outside.length === 0) return;
  throw usedBy(
    outside.slice(0, NAMES_SHOWN),
    outside.length,
    'use this credential with targets that hosts would not cover',
    'Keep their hosts, or change their target or credential first.',
  );
}

function usedBy(jobs: { id: string; name: string }[], count: number, what: string, fix: string): Problem {
  const shown = jobs.map(({ id, name }) => `${name} (${id})`).join(', ');
  const more = count > jobs.length ? ` and ${count - jobs.length} more` : '';
  return new Problem(409, `Jobs ${what}: ${shown}${more}. ${fix}`);
}

function viewCredential({ secrets: _, settings, ...row }: CredentialView): Credential {
  const { id, name, hosts, job_count } = row;
  return {
    ...{ id, name, hosts },
    ...settings,
    expires_at: viewNullableInstant(row.expires_at),
    job_count,
    created_at: viewInstant(row.created_at),
    updated_at: viewInstant(row.updated_at),
  };
}

/** The fields of a credential for the audit log, without secrets. */
function viewChanged({ name, hosts, settings }: CredentialRow): Record<string, unknown> {
  return { name, hosts, ...settings };
}

async function note(
  write: Write,
  action: CredentialAction,
  before: CredentialRow | undefined,
  after: CredentialRow | undefined,
): Promise<void> {
  await insertAuditEntries(write.db, [
    {
      ...entryOf(write, action),
      before: before === undefined ? {} : viewChanged(before),
      after: after === undefined ? {} : viewChanged(after),
    },
  ]);
}

function noSuchCredential(): Problem {
  return new Problem(404, 'There is no credential with this name.');
}

function refuseTakenName(error: unknown): never {
  if (!isUniqueViolation(error)) throw error;
  throw new Problem(409, 'Another credential has this name. Choose another name, or change it with PATCH.', {
    errors: [{ pointer: '/name', detail: 'belongs to another credential' }],
  });
}

/** A job has begun to use the credential at the same time. */
function refuseUsed(error: unknown): never {
  if (!violatesKey(error, 'jobs_credential_exists')) throw error;
  throw new Problem(409, 'A job uses this credential. Set its credential to null or another one first.');
}
