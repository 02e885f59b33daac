// The ledger: records a run and its work in one transaction, so that repeats have no effect.
import { DatabaseSync } from 'node:sqlite';

export interface Ledger {
  /** Closes the month. Returns false and does nothing if the run was processed before. */
  close(run: { id: string; month: string }): boolean;
  /** Number of times the month was closed. */
  countClosings(month: string): number;
}

export function openLedger(file: string): Ledger {
  const database = new DatabaseSync(file);
  database.exec(`
    pragma journal_mode = wal;
    create table if not exists inbox (webhook_id text primary key, received_at text not null default current_timestamp);
    create table if not exists closings (month text not null, closed_at text not null default current_timestamp);
  `);
  const receive = database.prepare('insert into inbox (webhook_id) values (?) on conflict do nothing');
  const work = database.prepare('insert into closings (month) values (?)');
  const count = database.prepare('select count(*) as closings from closings where month = ?');
  return {
    close: ({ id, month }) => {
      database.exec('begin immediate');
      try {
        const isNew = Number(receive.run(id).changes) > 0;
        if (isNew) work.run(month);
        database.exec('commit');
        return isNew;
      } catch (error) {
        database.exec('rollback');
        throw error;
      }
    },
    countClosings: (month) => Number(count.get(month)?.['closings']),
  };
}
