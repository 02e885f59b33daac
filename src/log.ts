// The log: one JSON object a line on standard error, so that standard output is for people.
import { destination, type Logger, pino } from 'pino';

export function createLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination(2));
}
