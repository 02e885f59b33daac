// The client of the API: creates, pauses, resumes and deletes jobs, and notes what they must do.
import type { JobInput } from '../../client/src/index.ts';
import { JobInput as jobInput } from '../../openapi/schemas/job.ts';
import { deleteJobs, pauseJobs, resumeJobs } from '../../src/api/job-actions.ts';
import { createJobs, newJobIds, prepareJob } from '../../src/api/job-creation.ts';
import { parseFields } from '../../src/api/job-mapping.ts';
import { Problem } from '../../src/api/problems.ts';
import type { TransactionWrite, Write } from '../../src/api/transaction.ts';
import { enqueue } from '../../src/planner/messages.ts';
import { writeNow } from '../../src/store/clock.ts';
import { createKeyring } from '../../src/store/encryption.ts';
import { insertAlone } from '../../src/store/job-inserts.ts';
import { type JobDefinition, type JobRow, lockJobs } from '../../src/store/jobs.ts';
import type { RequestedJob, RequestedSchedule } from '../faults/evidence.ts';
import type { Cluster, Member } from './cluster.ts';

/** A request without a response is repeated after so long. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 1_000;
/** Occurrences this close to a request may belong to the job or not. */
const UNCERTAIN_MS = 1_500;

export interface Planned {
  input: JobInput;
  schedule: RequestedSchedule;
  overlap: RequestedJob['overlap'];
  isSlow: boolean;
}

export interface Operator {
  jobs: RequestedJob[];
  create(planned: Planned): Promise<RequestedJob>;
  pause(job: RequestedJob): Promise<void>;
  resume(job: RequestedJob): Promise<void>;
  delete(job: RequestedJob): Promise<void>;
}

interface Done<T> {
  value: T;
  /** The database's time before the first attempt and after the last, in order. */
  fromMs: number;
  untilMs: number;
}

export function createOperator({ timeline, server, members, log }: Cluster): Operator {
  const keyring = createKeyring([]);
  const jobs: RequestedJob[] = [];
  const rest = (ms: number) => new Promise<void>((resolve) => void timeline.after(ms, resolve));

  /** Repeats the request until a process responds. */
  async function request<T>(what: string, work: (member: Member) => Promise<T>): Promise<Done<T>> {
    const fromMs = server.lowestMs();
    for (;;) {
      const member = members.get('api');
      const outcome = member && (await attempt(member, work));
      if (outcome !== undefined && 'value' in outcome) {
        log(`operator: ${what}`);
        // After the clock was set back, a process may go by the time before for a second.
        return {
          value: outcome.value,
          fromMs: Math.min(fromMs, server.nowMs()),
          untilMs: server.highestMs(),
        };
      }
      await rest(PAUSE_MS);
    }
  }

  async function attempt<T>(
    member: Member,
    work: (member: Member) => Promise<T>,
  ): Promise<{ value: T } | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<{ value: T } | undefined>();
    const giveUp = () => resolve(undefined);
    member.life.onDeath.add(giveUp);
    const timer = timeline.after(PATIENCE_MS, giveUp);
    work(member).then(
      (value) => resolve({ value }),
      (error: unknown) => {
        log(`operator: ${(error as Error).message}`);
        // A repeated request would be refused for ever.
        if (error instanceof Problem && error.status === 400) reject(error);
        else giveUp();
      },
    );
    const outcome = await promise;
    timeline.cancel(timer);
    member.life.onDeath.delete(giveUp);
    return outcome;
  }

  async function begin({ db, clock, onError, life }: Member): Promise<Write> {
    const now = await writeNow(clock, db);
    const insertJobs: Write['insertJobs'] = (insert) => insertAlone(db, insert);
    return {
      db,
      now,
      actor: 'operator',
      via: null,
      keyring,
      insertJobs,
      batches: [],
      onError,
      runtime: life.runtime,
    };
  }

  async function send({ queue, clock, db, life, onError }: Member, { batches }: Write): Promise<void> {
    if (batches.length === 0) return;
    const { runtime } = life;
    const sent = enqueue(queue, batches, await writeNow(clock, db), runtime.monotonicNow(), runtime).catch(
      onError,
    );
    await Promise.race([sent, runtime.delay(200)]);
  }

  async function act(
    job: RequestedJob,
    what: string,
    work: (write: TransactionWrite, rows: JobRow[]) => Promise<unknown>,
  ): Promise<Done<void>> {
    return await request(`${what} ${job.name}`, async (member) => {
      const write = await begin(member);
      await member.db.transaction().execute(async (trx) => {
        const insertJobs: Write['insertJobs'] = (insert) => insertAlone(trx, insert);
        const rows = await lockJobs(trx, [job.id]);
        if (rows.length > 0) await work({ ...write, db: trx, trx, insertJobs }, rows);
      });
      await send(member, write);
    });
  }

  function end(job: RequestedJob, { fromMs, untilMs }: Done<void>): void {
    const span = job.active.at(-1)!;
    span.surelyUntilMs = fromMs - UNCERTAIN_MS;
    span.untilMs = untilMs + UNCERTAIN_MS;
  }

  return {
    jobs,
    create: async ({ input, schedule, overlap, isSlow }) => {
      const definition: JobDefinition = {
        ...parseFields(jobInput.parse({ ...input, key: input.name.replaceAll(' ', '-'), overlap })),
        signing_secret: null,
        previous_signing_secret: null,
        previous_secret_expires_at: null,
      };
      const done = await request(`create ${input.name}`, async (member) => {
        const { db } = member;
        // The key of the job makes the request idempotent.
        const existing = await db
          .selectFrom('jobs')
          .select('id')
          .where('key', '=', definition.key)
          .executeTakeFirst();
        if (existing) return existing.id;
        const write = await begin(member);
        const [id = ''] = newJobIds(write, 1);
        const prepared = prepareJob(write, id, { definition, status: undefined });
        const [view] = await createJobs(write, [prepared]);
        await send(member, write);
        return view!.id;
      });
      const job: RequestedJob = {
        id: done.value,
        name: input.name,
        schedule,
        overlap,
        catchUp: input.catch_up?.policy ?? 'one',
        active: [startSpan(done)],
        endsAtMs: input.ends_at ? Date.parse(input.ends_at) : Number.POSITIVE_INFINITY,
        isDeleted: false,
        isSlow,
      };
      jobs.push(job);
      return job;
    },
    pause: async (job) => end(job, await act(job, 'pause', (write, rows) => pauseJobs(write, rows, {}))),
    resume: async (job) => {
      job.active.push(startSpan(await act(job, 'resume', (write, rows) => resumeJobs(write, rows))));
    },
    delete: async (job) => {
      const done = await act(job, 'delete', (write, rows) => deleteJobs(write, rows));
      if (job.active.at(-1)!.untilMs === Number.POSITIVE_INFINITY) end(job, done);
      job.isDeleted = true;
    },
  };
}

function startSpan({ fromMs, untilMs }: Done<unknown>): RequestedJob['active'][number] {
  return {
    fromMs: fromMs - UNCERTAIN_MS,
    surelyFromMs: untilMs + UNCERTAIN_MS,
    surelyUntilMs: Number.POSITIVE_INFINITY,
    untilMs: Number.POSITIVE_INFINITY,
  };
}
