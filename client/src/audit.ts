// Calls for the audit log.
import { type CallOptions, type Calls, unwrap } from './calls.ts';
import { Listing } from './listing.ts';
import type { AuditEntry, Query } from './models.ts';

export class Audit {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Lists audit log entries, newest first. `await` returns one page, `for await` iterates over all entries. */
  list(query: Query<'listAudit'> = {}, options: CallOptions = {}): Listing<AuditEntry> {
    return new Listing((cursor) =>
      unwrap(
        this.#calls.raw.GET('/audit', {
          params: { query: { ...query, ...cursor } },
          ...this.#calls.with(options),
        }),
      ),
    );
  }
}
