// Description list of names and values; HTTP headers and authors as values.
import type { ComponentChildren } from 'preact';

export function Facts({ children }: { children: ComponentChildren }) {
  return <dl class="facts">{children}</dl>;
}

/** Renders nothing if there is no value. */
export function Fact({
  name,
  isWide,
  children,
}: {
  name: string;
  isWide?: boolean;
  children: ComponentChildren;
}) {
  if (children === null || children === undefined || children === false) return null;
  return (
    <div class={isWide ? 'wide' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** List of HTTP headers, one per line. */
export function HeadersList({ headers }: { headers: Record<string, string> }) {
  const entries = Object.entries(headers);
  if (entries.length === 0) return <span class="muted">none</span>;
  return (
    <ul class="headers-list">
      {entries.map(([name, value]) => (
        <li key={name}>
          <code>
            <span class="muted">{name}:</span> {value}
          </code>
        </li>
      ))}
    </ul>
  );
}

interface Props {
  actor: string;
  /** Whether the action was done in a session of the web interface. */
  isSession?: boolean;
}

const others: Record<string, string> = {
  anonymous: '(no key)',
  system: 'by the service',
  unknown: 'by an unknown client',
};

/** The author of an action or run: the name of an API key, or the service. */
export function Author({ actor, isSession = false }: Props) {
  const other = others[actor];
  if (other !== undefined) return <>{other}</>;
  return (
    <>
      by <bdi>{actor}</bdi>
      {isSession && ' in the web interface'}
    </>
  );
}
