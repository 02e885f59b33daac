// With which of many something could not be done, by the reason.
import type { ComponentChildren } from 'preact';
import type { BulkResult } from '../../../client/src/index.ts';
import { formatCount } from '../format/time.ts';

const NAMED = 5;
const REASONS = 10;

interface Props {
  failed: BulkResult['failed'];
  nameOf: (id: string) => ComponentChildren;
}

export function Failures({ failed, nameOf }: Props) {
  if (failed.length === 0) return null;
  const reasons = [...Map.groupBy(failed, ({ detail }) => detail)];
  return (
    <ul class="failures">
      {reasons.slice(0, REASONS).map(([detail, ones]) => (
        <li key={detail}>
          {ones.length > 1 && `${detail} ${formatCount(ones.length)} times: `}
          {ones.slice(0, NAMED).map(({ id }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              {nameOf(id)}
            </span>
          ))}
          {ones.length > NAMED && ' …'}
          {ones.length === 1 && `: ${detail}`}
        </li>
      ))}
      {reasons.length > REASONS && <li>And {formatCount(reasons.length - REASONS)} other reasons.</li>}
    </ul>
  );
}
