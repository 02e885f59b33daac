// The log: one JSON object per line on standard error. Standard output shows only the start-up banner.
import { destination, type Logger, pino } from 'pino';

/** The only properties of errors that the log shows: others can carry passwords, for example the commands of a client. */
const SHOWN = [
  'code',
  'syscall',
  'hostname',
  'address',
  'port',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
] as const;
/** The user and password of a URL in a message. */
const CREDENTIALS = /(?<=:\/\/)[^\s/?#@]{1,500}@/g;
const CAUSES_AT_MOST = 5;
const ERRORS_AT_MOST = 3;

export function createLog(level: string): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: serializeError } },
    destination(2),
  );
}

/** The type, message and stack of an error and of its causes, and the listed properties. */
export function serializeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error))
    return { message: typeof error === 'string' ? hideCredentials(error) : 'Not an error object.' };
  const properties = error as unknown as Record<string, unknown>;
  const shown = SHOWN.filter((name) => ['string', 'number'].includes(typeof properties[name]));
  const { cause } = error;
  const errors = error instanceof AggregateError ? error.errors.slice(0, ERRORS_AT_MOST) : [];
  const isDeep = depth >= CAUSES_AT_MOST;
  return {
    type: error.constructor.name,
    message: hideCredentials(error.message),
    stack: error.stack && hideCredentials(error.stack),
    ...Object.fromEntries(shown.map((name) => [name, properties[name]])),
    ...(cause !== undefined && !isDeep && { cause: serializeError(cause, depth + 1) }),
    ...(errors.length > 0 && !isDeep && { errors: errors.map((part) => serializeError(part, depth + 1)) }),
  };
}

function hideCredentials(text: string): string {
  return text.includes('://') ? text.replaceAll(CREDENTIALS, '[redacted]@') : text;
}
