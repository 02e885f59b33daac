// The log on standard error: one JSON object per line, or readable lines on a terminal.
import { destination, type Logger, pino } from 'pino';
import type { PrettyOptions } from 'pino-pretty';

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

export type LogFormat = 'json' | 'pretty';

export function createLog(level: string, output: pino.DestinationStream = destination(2)): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: serializeError } },
    output,
  );
}

/** Time of day, level, message, and the fields behind the message; the stack of an error below. */
const PRETTY: PrettyOptions = {
  translateTime: 'SYS:HH:MM:ss',
  singleLine: true,
  sync: true,
  destination: 2,
};

/** Loads the formatter only if it is needed. */
export async function openLog(level: string, format: LogFormat): Promise<Logger> {
  if (format === 'json') return createLog(level);
  const { default: pretty } = await import('pino-pretty');
  return createLog(
    level,
    pretty({ ...PRETTY, colorize: process.stderr.isTTY && process.stderr.hasColors() }),
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
