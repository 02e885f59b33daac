// Turns the errors of a start that a setting causes into one sentence with the fix.
import { showServer } from './connection-urls.ts';
import { type Settings, SettingsError } from './settings.ts';
import { DatabaseRefusedError } from './store/database-checks.ts';
import { FolderInUseError } from './store/folder-lock.ts';
import { KeyFileError } from './store/key-file.ts';
import { TransferError } from './store/transfer.ts';

const WITH_SENTENCE = [SettingsError, FolderInUseError, KeyFileError, DatabaseRefusedError, TransferError];
const RIGHTS = 'see “Rights” in docs/deployment.md';

interface SystemError {
  code?: string;
  message: string;
  syscall?: string;
  path?: string;
  hostname?: string;
  address?: string;
  port?: number;
}

/** The sentence, without secrets. Undefined: an unexpected error. `settings` is undefined if they are the error. */
export function describeStartError(error: unknown, settings: Settings | undefined): string | undefined {
  if (WITH_SENTENCE.some((kind) => error instanceof kind)) return (error as Error).message;
  if (!(error instanceof Error) || settings === undefined) return undefined;
  return (
    describeListenError(error, settings) ??
    describeFolderError(error, settings) ??
    describePostgresError(error, settings)
  );
}

function describeListenError(error: SystemError, { host }: Settings): string | undefined {
  const { code, syscall, hostname, address = host, port } = error;
  if (syscall === 'getaddrinfo' && hostname === host)
    return `HOST: the name ${host} is unknown; set an address of this machine, such as 127.0.0.1 or 0.0.0.0.`;
  if (syscall !== 'listen') return undefined;
  switch (code) {
    case 'EADDRINUSE':
      return `PORT: port ${port} on ${address} is in use by another process; stop it, or set another PORT (WORKER_PORT for a worker).`;
    case 'EACCES':
      return `PORT: this user may not use port ${port}; set a PORT from 1024 (WORKER_PORT for a worker).`;
    case 'EADDRNOTAVAIL':
      return `HOST: ${host} is not an address of this machine; set one that is, such as 127.0.0.1 or 0.0.0.0.`;
    default:
      return undefined;
  }
}

function describeFolderError({ code, path }: SystemError, { dataDir }: Settings): string | undefined {
  if (path?.startsWith(dataDir) !== true) return undefined;
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return `DATA_DIR: ${dataDir} is a file or lies below one; set a folder.`;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `DATA_DIR: this user may not write to ${path}; change its owner, or set another folder.`;
    case 'ENOSPC':
      return `DATA_DIR: the disk of ${dataDir} is full; free space, or set another folder.`;
    default:
      return undefined;
  }
}

function describePostgresError(error: SystemError, { postgresUrl }: Settings): string | undefined {
  if (postgresUrl === undefined) return undefined;
  const { message, code = '' } = error;
  const server = `PostgreSQL at ${showServer(postgresUrl)}`;
  if (/client password must be a string|no password supplied/i.test(message))
    return `POSTGRES_URL: ${server} requires a password, and the URL has none.`;
  if (/does not support SSL/i.test(message))
    return `POSTGRES_URL: ${server} offers no TLS; remove sslmode, or set up TLS there.`;
  if (/unsupported startup parameter/i.test(message))
    return `POSTGRES_URL: the pooler at ${showServer(postgresUrl)} refuses a parameter (${message}); remove it from the URL, or allow it there with ignore_startup_parameters.`;
  if (/^(28|3D|3F|42|22|55P02)/.test(code) && code.length === 5) return describeRefusal(error, server);
  if (/CERT|SIGNATURE|^ERR_TLS|^ERR_SSL|^ERR_OSSL|^EPROTO/.test(code))
    return `POSTGRES_URL: the certificate of ${server} could not be verified (${message}); set sslrootcert=<file> with its authority, or sslmode=require to encrypt without verification.`;
  return undefined;
}

/** Messages of PostgreSQL name roles, databases and tables, never a password. */
function describeRefusal({ code, message }: SystemError, server: string): string {
  switch (code) {
    case '28P01':
      return `POSTGRES_URL: ${server} refused the user or password (${message}); characters such as % and # in a password must be percent-encoded.`;
    case '3D000':
      return `POSTGRES_URL: ${server} has no such database (${message}); create it, or correct the URL.`;
    case '42501':
      return `POSTGRES_URL: the role lacks a right (${message}); run \`npm run migrate\` with the URL of the owner and grant the rights, ${RIGHTS}.`;
    case '42P07':
    case '42710':
    case '42P06':
      return `POSTGRES_URL: the database has objects of another program (${message}); set the URL of a database of its own.`;
    default:
      return code?.startsWith('28')
        ? `POSTGRES_URL: ${server} refused the connection (${message}); correct the URL or pg_hba.conf there, or add ?sslmode=require if it requires TLS.`
        : `POSTGRES_URL: ${server} refused a statement of the start (${message}); check the options in the URL, and the database.`;
  }
}
