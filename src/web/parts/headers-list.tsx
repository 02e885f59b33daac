// List of HTTP headers, one per line.
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
