// Checks the processes: readiness tells the truth, the log stays short, nothing ends or grows (C11).
import type { Evidence, Violation } from './evidence.ts';

/** Every process says that it is ready while nothing is delivered: longer than this is a lie. */
const SILENT_MS = 15_000;

export function checkProcesses(evidence: Evidence): Violation[] {
  return [
    ...checkReadiness(evidence),
    ...checkLogs(evidence),
    ...evidence.unexpectedExits.map(({ process, code, signal }) => ({
      rule: 'exit',
      text: `${process} ended by itself with ${signal ?? code}`,
    })),
    ...checkGrowth(evidence),
  ];
}

function checkReadiness({ readiness, fault }: Evidence): Violation[] {
  let silentSince: number | undefined;
  let longestMs = 0;
  for (const [index, sample] of readiness.entries()) {
    const previous = readiness[index - 1];
    const isQuiet = previous !== undefined && sample.deliveries === previous.deliveries;
    const saysReady = sample.ready.size > 0 && [...sample.ready.values()].every(Boolean);
    if (sample.atMs < fault.startMs || !isQuiet || !saysReady) silentSince = undefined;
    else silentSince ??= sample.atMs;
    if (silentSince !== undefined) longestMs = Math.max(longestMs, sample.atMs - silentSince);
  }
  if (longestMs <= SILENT_MS) return [];
  return [
    {
      rule: 'ready',
      text: `every process said that it was ready for ${Math.round(longestMs / 1_000)} s in which nothing was delivered`,
    },
  ];
}

function checkLogs({ logs, limits }: Evidence): Violation[] {
  return logs
    .filter(({ log }) => log.mostPerSecond > limits.logLinesPerSecond)
    .map(({ name, log }) => ({
      rule: 'log',
      text: `${name} logged ${log.mostPerSecond} lines within a second, ${log.lines} in all`,
    }));
}

/** Room for caches that fill up: smaller growth is only reported. */
function checkGrowth({ resources: { before, after } }: Evidence): Violation[] {
  const violations: Violation[] = [];
  const compare = (what: string, was: number, is: number, room: number) => {
    if (is > was * 1.1 + room) violations.push({ rule: 'C11', text: `${what} grew from ${was} to ${is}` });
  };
  for (const [name, { memoryMb, descriptors }] of after.processes) {
    const was = before.processes.get(name);
    if (was === undefined) continue;
    compare(`the memory of ${name} in MB`, was.memoryMb, memoryMb, 60);
    compare(`the file descriptors of ${name}`, was.descriptors, descriptors, 20);
  }
  compare('connections to PostgreSQL', before.databaseConnections, after.databaseConnections, 15);
  if (before.redisKeys !== undefined && after.redisKeys !== undefined)
    compare('keys in Redis', before.redisKeys, after.redisKeys, 20);
  return violations;
}
