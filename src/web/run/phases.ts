// Where the time of an attempt went: its phases one after the other, and what is to be said of those without any.
import type { Attempt } from '../../../client/src/index.ts';
import { formatDuration } from '../format/time.ts';

export interface Phase {
  name: string;
  kind: 'connection' | 'wait' | 'download' | 'lost';
  /** Milliseconds from the attempt's start. */
  from: number;
  /** Null: there was none, for the reason that `told` gives. */
  ms: number | null;
  told: string;
}

/** What a failure says of the phase that it happened in. */
const stages: Record<string, string> = {
  dns_not_found: 'DNS',
  dns_failed: 'DNS',
  connection_refused: 'Connect',
  connect_timeout: 'Connect',
  host_unreachable: 'Connect',
  tls_failed: 'TLS',
};

export function readPhases({ timings, request, response, error }: Attempt): Phase[] {
  const total = timings?.total_ms ?? null;
  if (!timings || total === null || (response === null && total === 0)) return [];
  const { dns_ms: dns, connect_ms: connect, tls_ms: tls, first_byte_ms: firstByte } = timings;
  const isSecure = request?.url.startsWith('https:') ?? true;
  const isAnswered = firstByte !== null;
  const phases: Phase[] = [];
  let at = 0;
  const add = (name: string, kind: Phase['kind'], ms: number) => {
    phases.push({ name, kind, from: at, ms, told: formatMs(ms) });
    at += ms;
  };
  const note = (name: string, told: string) =>
    phases.push({ name, kind: 'connection', from: at, ms: null, told });

  if (isAnswered && connect === null) {
    note('Connection', 'reused connection');
  } else {
    if (dns !== null) add('DNS', 'connection', dns);
    else if (connect !== null) note('DNS', 'an address, nothing to look up');
    if (connect !== null) add('Connect', 'connection', connect);
    if (tls !== null) add('TLS', 'connection', tls);
    else if (connect !== null && !isSecure) note('TLS', 'plain HTTP');
  }
  if (firstByte !== null) {
    add('First byte', 'wait', Math.max(0, firstByte - at));
    add('Download', 'download', Math.max(0, total - firstByte));
  } else {
    const stage = stages[error?.code ?? ''] ?? stageAfter(dns, connect, isSecure ? tls : 0);
    add(stage, 'lost', Math.max(0, total - at));
  }
  return phases;
}

/** The phase that it did not come out of. */
function stageAfter(dns: number | null, connect: number | null, tls: number | null): string {
  if (connect === null) return dns === null ? 'No answer' : 'Connect';
  return tls === null ? 'TLS' : 'No answer';
}

/** `DNS 1.2 ms, Connect 8.4 ms, …` */
export function describePhases(phases: readonly Phase[]): string {
  return phases.map(({ name, told }) => `${name} ${told}`).join(', ');
}

/** Short ones to a tenth: `1.2 ms`. */
function formatMs(ms: number): string {
  return ms < 10 ? `${Number(ms.toFixed(1))} ms` : formatDuration(ms);
}
