// Adds roll-ups: counts of ended runs per time bucket, and counts of jobs.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Every transaction that ends runs inserts a new row, so that no transaction waits for another. The planner merges them.
  await sql`
    create table roll_up_parts (
      starts_at timestamp with time zone not null,
      succeeded integer not null,
      failed integer not null,
      canceled integer not null,
      skipped integer not null,
      missed integer not null,
      -- The bin of each first attempt's lateness.
      lateness_bins smallint[] not null
    )`.execute(db);
  await sql`
    create table roll_ups (
      span_minutes smallint not null,
      starts_at timestamp with time zone not null,
      succeeded bigint not null,
      failed bigint not null,
      canceled bigint not null,
      skipped bigint not null,
      missed bigint not null,
      primary key (span_minutes, starts_at)
    ) with (fillfactor = 50)`.execute(db);
  await sql`
    create table roll_up_lateness (
      span_minutes smallint not null,
      starts_at timestamp with time zone not null,
      bin smallint not null,
      count bigint not null,
      primary key (span_minutes, starts_at, bin)
    ) with (fillfactor = 50)`.execute(db);

  // Counting a million jobs takes too long for a page that polls every two seconds: triggers record changes of the count.
  await sql`create table job_counts (status varchar(50) not null, count bigint not null)`.execute(db);
  await sql`insert into job_counts select status, count(*) from jobs group by status`.execute(db);
  await sql`
    create function count_jobs() returns trigger language plpgsql as $$
    begin
      case tg_op
        when 'INSERT' then insert into job_counts select status, count(*) from changed group by status;
        when 'DELETE' then insert into job_counts select status, -count(*) from changed group by status;
        when 'UPDATE' then insert into job_counts values (old.status, -1), (new.status, 1);
        else delete from job_counts;
      end case;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger jobs_counted_when_created after insert on jobs
      referencing new table as changed for each statement execute function count_jobs()`.execute(db);
  await sql`
    create trigger jobs_counted_when_deleted after delete on jobs
      referencing old table as changed for each statement execute function count_jobs()`.execute(db);
  // The frequent updates of the planner do not change the status, so they do not fire the trigger.
  await sql`
    create trigger jobs_counted_when_moved after update of status on jobs
      for each row when (old.status <> new.status) execute function count_jobs()`.execute(db);
  await sql`
    create trigger jobs_counted_when_emptied after truncate on jobs
      for each statement execute function count_jobs()`.execute(db);
}
