// The changed fields of an audit log entry, with old and new values.
import { type Difference, formatValue } from './differences.ts';

export function Differences({ differences, zone }: { differences: Difference[]; zone: string }) {
  if (differences.length === 0) return null;
  return (
    <dl class="differences">
      {differences.map((difference) => (
        <Row key={difference.name} {...difference} zone={zone} />
      ))}
    </dl>
  );
}

function Row({ name, before, after, isHidden, zone }: Difference & { zone: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {isHidden ? (
          <span class="muted">hidden value replaced</span>
        ) : (
          <>
            <Value value={before} zone={zone} /> <span aria-label="changed to">→</span>{' '}
            <Value value={after} zone={zone} />
          </>
        )}
      </dd>
    </div>
  );
}

function Value({ value, zone }: { value: unknown; zone: string }) {
  if (value === undefined || value === null) return <span class="muted">none</span>;
  return <span class="value">{formatValue(value, zone)}</span>;
}
