// The log: one JSON object per line on standard error. Standard output shows only the start-up banner.
import { destination, type Logger, pino } from 'pino';

export function createLog(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination(2));
}
