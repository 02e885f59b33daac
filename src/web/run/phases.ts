// Splits the duration of an attempt into phases: DNS, connect, TLS, first byte, download.
import type { Attempt } from '../../../client/src/index.ts';
import { formatDuration } from '../format/time.ts';

export interface Phase {
  name: string;
  kind: 'connection' | 'wait' | 'download' | 'lost';
  /** Milliseconds from the attempt's start. */
  from: number;
  /** Null if the attempt skipped the phase; `label` says why. */
  ms: number | null;
  label: string;
}

/** The phase in which a failure happened, by error code. */
const phaseByError: Record<string, string> = {
  dns_not_found: 'DNS',
  dns_failed: 'DNS',
  dns_timeout: 'DNS',
  connection_refused: 'Connect',
  connect_timeout: 'Connect',
  proxy_failed: 'Connect',
  host_unreachable: 'Connect',
  tls_failed: 'TLS',
};

export function readPhases({ timings, request, response, error }: Attempt): Phase[] {
  const total = timings?.total_ms ?? null;
  if (!timings || total === null || (response === null && total === 0)) return [];
  const { dns_ms: dns, connect_ms: connect, tls_ms: tls, first_byte_ms: firstByte } = timings;
  const isSecure = request?.url.startsWith('https:') ?? true;
  const hasResponse = firstByte !== null;
  const phases: Phase[] = [];
  let at = 0;
  const add = (name: string, kind: Phase['kind'], ms: number) => {
    phases.push({ name, kind, from: at, ms, label: formatMs(ms) });
    at += ms;
  };
  const addSkipped = (name: string, label: string) =>
    phases.push({ name, kind: 'connection', from: at, ms: null, label });

  if (hasResponse && connect === null) {
    addSkipped('Connection', 'reused connection');
  } else {
    if (dns !== null) add('DNS', 'connection', dns);
    else if (connect !== null) addSkipped('DNS', 'IP address, no lookup');
    if (connect !== null) add('Connect', 'connection', connect);
    if (tls !== null) add('TLS', 'connection', tls);
    else if (connect !== null && !isSecure) addSkipped('TLS', 'plain HTTP');
  }
  if (firstByte !== null) {
    add('First byte', 'wait', Math.max(0, firstByte - at));
    add('Download', 'download', Math.max(0, total - firstByte));
  } else {
    const name = phaseByError[error?.code ?? ''] ?? findUnfinishedPhase(dns, connect, isSecure ? tls : 0);
    add(name, 'lost', Math.max(0, total - at));
  }
  return phases;
}

/** The phase in which the attempt ended without a response. */
function findUnfinishedPhase(dns: number | null, connect: number | null, tls: number | null): string {
  if (connect === null) return dns === null ? 'No response' : 'Connect';
  return tls === null ? 'TLS' : 'No response';
}

/** `DNS 1.2 ms, Connect 8.4 ms, …` */
export function describePhases(phases: readonly Phase[]): string {
  return phases.map(({ name, label }) => `${name} ${label}`).join(', ');
}

/** Shows durations under 10 ms with one decimal: `1.2 ms`. */
function formatMs(ms: number): string {
  return ms < 10 ? `${Number(ms.toFixed(1))} ms` : formatDuration(ms);
}
