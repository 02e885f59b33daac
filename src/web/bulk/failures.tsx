// Lists the items that a bulk action failed for, grouped by error.
import type { ComponentChildren } from 'preact';
import type { BulkResult } from '../../../client/src/index.ts';
import { formatCount } from '../format/time.ts';

const MAX_NAMES = 5;
const MAX_ERRORS = 10;

interface Props {
  failed: BulkResult['failed'];
  nameOf: (id: string) => ComponentChildren;
}

export function Failures({ failed, nameOf }: Props) {
  if (failed.length === 0) return null;
  const groups = [...Map.groupBy(failed, ({ detail }) => detail)];
  return (
    <ul class="failures">
      {groups.slice(0, MAX_ERRORS).map(([detail, items]) => (
        <li key={detail}>
          {items.length > 1 && `${detail} ${formatCount(items.length)} times: `}
          {items.slice(0, MAX_NAMES).map(({ id }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              {nameOf(id)}
            </span>
          ))}
          {items.length > MAX_NAMES && ' …'}
          {items.length === 1 && `: ${detail}`}
        </li>
      ))}
      {groups.length > MAX_ERRORS && <li>And {formatCount(groups.length - MAX_ERRORS)} other errors.</li>}
    </ul>
  );
}
