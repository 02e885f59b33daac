// CPU time and memory of processes, read from /proc (Linux).
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts CPU time in ticks of a hundredth of a second. */
const TICKS_PER_SECOND = 100;

interface Stat {
  parent: number;
  /** Seconds of the process's own threads. */
  own: number;
  /** Seconds of children that have ended. */
  ended: number;
}

function readStat(pid: number | string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name before it may hold spaces and brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = (index: number) => Number(fields[index]) / TICKS_PER_SECOND;
    return { parent: Number(fields[1]), own: ticks(11) + ticks(12), ended: ticks(13) + ticks(14) };
  } catch {
    return undefined;
  }
}

/** CPU seconds of a process and its children, those that have ended included. Zero for a process that is gone. */
export function readCpuSeconds(pid: number): number {
  const stat = readStat(pid);
  if (stat === undefined) return 0;
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readStat)
    .filter((each) => each?.parent === pid);
  return stat.own + stat.ended + children.reduce((sum, each) => sum + each!.own, 0);
}

/** CPU seconds that all processes of the machine have used. */
export function readMachineCpuSeconds(): number {
  const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.split(/\s+/);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = fields.map(Number);
  return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
}

/** Megabytes of resident memory: now, and at most so far. */
export function readMemoryMb(pid: number): { now: number; peak: number } {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const read = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1_024;
  return { now: read('VmRSS'), peak: read('VmHWM') };
}
