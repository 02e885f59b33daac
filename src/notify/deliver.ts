// Sends the queued notices and run callbacks, with retries.
import type { Kysely } from 'kysely';
import type { HttpClient } from '../http/client.ts';
import { signWebhook } from '../http/signing.ts';
import type { NoticeRow } from '../store/alerts.ts';
import type { CallbackRow } from '../store/callbacks.ts';
import { findChannels } from '../store/channels.ts';
import { EncryptionError, type Keyring } from '../store/encryption.ts';
import { type AttemptEnd, claimMessages, endAttempt } from '../store/message-deliveries.ts';
import type { Database } from '../store/schema.ts';
import { postJson } from './post-json.ts';
import type { SendNotice } from './send-notice.ts';

/** Pauses after failed attempts: 8 attempts in about nine hours. */
const RETRY_SECONDS = [2, 10, 60, 300, 1_800, 7_200, 21_600];
const AT_ONCE = 20;

export interface DeliverDeps {
  db: Kysely<Database>;
  client: HttpClient;
  keyring: Keyring;
  sendNotice: SendNotice;
  /** The run as the API returns it, without bodies; undefined if it is no longer stored. */
  viewRun: (db: Kysely<Database>, id: string) => Promise<object | undefined>;
  /** Called after each attempt. */
  onAttempt: (message: 'notice' | 'callback', isSent: boolean) => void;
  onError: (error: unknown) => void;
  /** Aborted when the process stops: attempts that have not ended are left to other processes. */
  stopping: AbortSignal;
}

/** Attempts the messages that are due, up to twenty of each kind at a time, until none is left. */
export async function deliverMessages(deps: DeliverDeps): Promise<void> {
  while (!deps.stopping.aborted) {
    const notices = await claimMessages(deps.db, 'notices', AT_ONCE);
    const callbacks = await claimMessages(deps.db, 'callbacks', AT_ONCE);
    const channels = notices.length === 0 ? [] : await findChannels(deps.db, notices.map(channelOf));
    const byId = new Map(channels.map((channel) => [channel.id, channel]));
    await Promise.all([
      ...notices.map(async (notice) => {
        const channel = byId.get(notice.channel_id);
        const attempt = async () =>
          channel === undefined
            ? final('The channel was deleted.')
            : ended(await deps.sendNotice(channel, notice));
        await finish(deps, 'notices', notice, attempt);
      }),
      ...callbacks.map((callback) => finish(deps, 'callbacks', callback, () => sendCallback(deps, callback))),
    ]);
    if (notices.length < AT_ONCE && callbacks.length < AT_ONCE) return;
  }
}

const channelOf = (notice: NoticeRow) => notice.channel_id;

type Outcome = { error: string | null; isFinal: boolean; isStopped?: true };
const ended = (error: string | null): Outcome => ({ error, isFinal: false });
const final = (error: string): Outcome => ({ error, isFinal: true });

async function finish(
  { db, onAttempt, onError, stopping }: DeliverDeps,
  table: 'notices' | 'callbacks',
  message: { id: string; attempts: number },
  attempt: () => Promise<Outcome>,
): Promise<void> {
  try {
    const { error, isFinal, isStopped } = await untilStop(attempt(), stopping);
    const pause = isStopped ? 0 : RETRY_SECONDS[message.attempts - 1];
    const retryInSeconds = isFinal ? null : (pause ?? null);
    const end: AttemptEnd = error === null ? { error } : { error, retryInSeconds };
    await endAttempt(db, table, message, end);
    onAttempt(table === 'notices' ? 'notice' : 'callback', error === null);
  } catch (error) {
    // The message stays claimed, and is attempted again after its lease.
    onError(error);
  }
}

/** The outcome of the attempt, or at a stop of the process that it was interrupted: a stop does not wait for receivers. */
async function untilStop(attempt: Promise<Outcome>, stopping: AbortSignal): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const stop = () =>
    resolve({ error: 'The service stopped during the attempt.', isFinal: false, isStopped: true });
  stopping.addEventListener('abort', stop);
  attempt.catch(() => {}); // after a stop
  try {
    return await Promise.race([attempt, promise]);
  } finally {
    stopping.removeEventListener('abort', stop);
  }
}

async function sendCallback(
  { db, client, keyring, viewRun }: DeliverDeps,
  { id, job_id: jobId, url, signing_secret, previous_signing_secret }: CallbackRow,
): Promise<Outcome> {
  const run = await viewRun(db, id);
  if (run === undefined) return final('The run is no longer stored.');
  const body = JSON.stringify({ type: 'run.finished', timestamp: new Date().toISOString(), data: run });
  try {
    const decrypt = (field: 'signing_secret' | 'previous_signing_secret', stored: string | null) =>
      stored === null ? [] : [keyring.decrypt(jobId, field, stored)];
    const secrets = [
      ...decrypt('signing_secret', signing_secret),
      ...decrypt('previous_signing_secret', previous_signing_secret),
    ];
    return ended(
      await postJson(client, url, body, (at) => ({
        'webhook-id': id,
        'webhook-timestamp': String(at),
        ...(secrets.length > 0 && { 'webhook-signature': signWebhook(secrets, id, at, body) }),
        'scheduler-job-id': jobId,
        'scheduler-run-id': id,
      })),
    );
  } catch (error) {
    if (error instanceof EncryptionError) return ended(error.message);
    throw error;
  }
}
