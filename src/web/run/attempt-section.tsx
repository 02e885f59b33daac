// The section of one attempt: outcome, timings, request and response.
import type { Attempt } from '../../../client/src/index.ts';
import { formatDuration } from '../format/time.ts';
import { ExactTime } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';
import { useWidth } from '../timeline/chart.tsx';
import { Exchange } from './exchange.tsx';

const ROW_HEIGHT = 20;
const NAME_WIDTH = 84;
const VALUE_WIDTH = 64;

function Waterfall({ attempt }: { attempt: Attempt }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const phases = readPhases(attempt);
  const total = attempt.timings?.total_ms ?? 0;
  if (phases.length === 0) return null;
  const plotWidth = width.value - NAME_WIDTH - VALUE_WIDTH;
  const x = (ms: number) => NAME_WIDTH + (total === 0 ? 0 : (ms / total) * plotWidth);
  return (
    <div ref={ref} class="waterfall" style={{ height: `${phases.length * ROW_HEIGHT}px` }}>
      {width.value > 0 && (
        <svg
          width={width.value}
          height={phases.length * ROW_HEIGHT}
          role="img"
          aria-label={`Timings: ${describePhases(phases)}`}
        >
          <path
            class="ground"
            d={`M${NAME_WIDTH - 0.5} 0v${phases.length * ROW_HEIGHT}M${x(total) + 0.5} 0v${phases.length * ROW_HEIGHT}`}
          />
          {phases.map(({ name, kind, from, ms, label }, index) => (
            <g key={name} transform={`translate(0 ${index * ROW_HEIGHT})`}>
              <text class="waterfall-name" x="0" y="14">
                {name}
              </text>
              {ms === null ? (
                <text class="waterfall-note" x={x(from) + 8} y="14">
                  {label}
                </text>
              ) : (
                <>
                  <rect
                    class={`waterfall-${kind}`}
                    x={x(from)}
                    y="4"
                    width={Math.max(1.5, x(from + ms) - x(from))}
                    height="12"
                  />
                  <text class="waterfall-value" x={width.value} y="14">
                    {label}
                  </text>
                </>
              )}
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}

interface Props {
  attempt: Attempt;
  title?: string;
  /** Whether the section is collapsed at first; undefined for a section that cannot be collapsed. */
  isCollapsed?: boolean | undefined;
}

export function AttemptSection({ attempt, title = `Attempt ${attempt.number}`, isCollapsed }: Props) {
  const id = `attempt-${attempt.number}`;
  const head = <Head id={id} title={title} attempt={attempt} />;
  const body = <Details attempt={attempt} />;
  return (
    <section class="attempt" aria-labelledby={id}>
      {isCollapsed === undefined ? (
        <>
          <header>{head}</header>
          {body}
        </>
      ) : (
        <details open={!isCollapsed}>
          <summary>{head}</summary>
          {body}
        </details>
      )}
    </section>
  );
}

/** Expands the attempt's section and scrolls it into view. */
export function showAttempt(number: number): void {
  const details = document.getElementById(`attempt-${number}`)?.closest('details');
  if (!details) return;
  details.open = true;
  details.querySelector('summary')?.focus({ preventScroll: true });
  details.scrollIntoView({ block: 'nearest' });
}

function Head({ id, title, attempt }: { id: string; title: string; attempt: Attempt }) {
  return (
    <>
      <h2 id={id}>{title}</h2>
      <span>
        <Status name={attempt.outcome} /> {attempt.status_code}
      </span>
      {attempt.duration_ms !== null && <span>{formatDuration(attempt.duration_ms)}</span>}
      <span class="muted">
        <ExactTime at={attempt.started_at} />
      </span>
    </>
  );
}

function Details({ attempt }: { attempt: Attempt }) {
  return (
    <div class="attempt-body">
      {attempt.error && (
        <p>
          {attempt.error.message} <code class="muted">{attempt.error.code}</code>
        </p>
      )}
      <Waterfall attempt={attempt} />
      <Exchange attempt={attempt} />
    </div>
  );
}

interface Phase {
  name: string;
  kind: 'connection' | 'wait' | 'download' | 'lost' | 'canceled';
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

/** Splits the duration of an attempt into phases: DNS, connect, TLS, first byte, download. */
function readPhases({ timings, request, response, error }: Attempt): Phase[] {
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
    add(name, error?.code === 'canceled' ? 'canceled' : 'lost', Math.max(0, total - at));
  }
  return phases;
}

/** The phase in which the attempt ended without a response. */
function findUnfinishedPhase(dns: number | null, connect: number | null, tls: number | null): string {
  if (connect === null) return dns === null ? 'No response' : 'Connect';
  return tls === null ? 'TLS' : 'No response';
}

/** `DNS 1.2 ms, Connect 8.4 ms, …` */
function describePhases(phases: readonly Phase[]): string {
  return phases.map(({ name, label }) => `${name} ${label}`).join(', ');
}

/** Shows durations under 10 ms with one decimal: `1.2 ms`. */
function formatMs(ms: number): string {
  return ms < 10 ? `${Number(ms.toFixed(1))} ms` : formatDuration(ms);
}
