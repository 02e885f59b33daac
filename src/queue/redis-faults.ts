// Explains errors of Redis in one sentence that names the fix.
import type { Redis } from 'ioredis';

/** An error of the queue whose message a person can act on. */
export class QueueError extends Error {
  /** The code of the original error. */
  readonly code: string | undefined;

  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.code = (cause as { code?: string } | null)?.code;
  }
}

/** Keys of every deployment; its ACL pattern. */
const KEY_PATTERN = 'bull:*';

/** Errors of SELECT. ioredis reports them and goes on with database 0. */
const WRONG_DATABASE = /DB index is out of range|\bselect\b/i;

/** Ends a connection that would use another database than the given one. */
export function refuseWrongDatabase(redis: Redis): void {
  redis.on('error', (error: Error) => {
    if (WRONG_DATABASE.test(error.message)) redis.disconnect(true);
  });
}

/** Errors after which a new connection may reach a server that accepts writes, for example after a failover. */
export const WRONG_SERVER = /\b(READONLY|MASTERDOWN|LOADING|UNBLOCKED)\b/;

const explanations: [RegExp, string][] = [
  [/\bREADONLY\b/, 'Redis is a read-only replica: REDIS_URL or REDIS_HOST must lead to the primary.'],
  [
    /\bMASTERDOWN\b/,
    'Redis is a replica without its primary: REDIS_URL or REDIS_HOST must lead to the primary.',
  ],
  [/\bLOADING\b/, 'Redis is loading its data: wait until it has finished.'],
  [/\bOOM\b/, 'Redis has reached maxmemory and refuses writes: raise maxmemory, or delete keys.'],
  [
    /\bMISCONF\b/,
    'Redis refuses writes because it cannot save to disk: see its log, or set stop-writes-on-bgsave-error to no.',
  ],
  [
    /\bNOREPLICAS\b/,
    'Redis has too few replicas and refuses writes: connect them, or lower min-replicas-to-write.',
  ],
  [/\bBUSY Redis\b/, 'Redis is busy with a script of another program: end it with SCRIPT KILL.'],
  [/\bDENIED\b/, 'Redis is in protected mode and serves only its own machine: set a password there.'],
  [
    /\bWRONGTYPE\b/,
    `A key of the queue has the wrong type, because another program has written it: find it below ${KEY_PATTERN}, and delete it.`,
  ],
  [/max number of clients/, 'Redis has reached maxclients: raise maxclients, or close other connections.'],
  [
    /\b(WRONGPASS|NOAUTH)\b|invalid password/,
    'Redis refuses the user or password: correct REDIS_PASSWORD or REDIS_URL.',
  ],
  [
    /DB index is out of range/,
    'Redis does not have the database of REDIS_URL: use a smaller number after the host.',
  ],
  [
    /\b(CROSSSLOT|MOVED|ASK|CLUSTERDOWN|TRYAGAIN)\b/,
    'Redis is a cluster in which this node does not serve the slot of the queue: use a Redis without cluster mode, or a cluster of one node.',
  ],
  [
    /(NOPERM|permission|can't access).*\bkeys?\b/is,
    `The Redis user may not use the keys of the queue: allow them with ACL SETUSER <user> ~${KEY_PATTERN}.`,
  ],
  [
    /'(eval|evalsha|script)\b/i,
    'The Redis user may not run scripts: allow them with ACL SETUSER <user> +@scripting.',
  ],
  [
    /executing the script can't (run|access)/,
    'The Redis user may not run a command of the scripts: allow the commands of docs/deployment.md ("Redis").',
  ],
  [/isn't writeable|Connection is closed|max retries per request/, 'The connection to Redis is lost.'],
  [/\bNOSCRIPT\b/, 'Redis does not keep scripts: a proxy in front of it must support EVALSHA.'],
];

/** Returns a `QueueError` for a known error of Redis, else the error itself. */
export function explainRedis(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof QueueError) return error;
  const missing = /unknown command ['`]([\w|-]+)/i.exec(error.message)?.[1];
  if (missing !== undefined) {
    return new QueueError(
      `Redis does not have the command ${missing.toUpperCase()}: remove its rename-command, or use a Redis that has it.`,
      error,
    );
  }
  const known = explanations.find(([pattern]) => pattern.test(error.message));
  if (known) return new QueueError(known[1], error);
  const command = /^NOPERM.*'([\w|-]+)'/s.exec(error.message)?.[1];
  return command === undefined ? error : deniedCommand(command, error);
}

export function deniedCommand(command: string, cause: unknown): QueueError {
  const name = command.toLowerCase();
  return new QueueError(
    `The Redis user may not run ${name.toUpperCase()}: allow it with ACL SETUSER <user> +${name}.`,
    cause,
  );
}
