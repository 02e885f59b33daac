// The routes of channels.
import type { Context } from 'hono';
import type { channelRoutes } from '../../openapi/channels.ts';
import type { Channel } from '../../openapi/schemas/channel.ts';
import { REDACTED } from '../http/redact.ts';
import { insertAuditEntries } from '../store/audit-log.ts';
import {
  type ChannelRow,
  deleteChannel,
  findChannels,
  findRulesOfChannel,
  listChannels,
  lockChannel,
  saveChannel,
} from '../store/channels.ts';
import { newId } from '../store/ids.ts';
import { insertNotices } from '../store/notices.ts';
import type { NotificationAction } from '../store/notification-tables.ts';
import { databaseNow } from '../store/open.ts';
import { viewNotice } from './alerts.ts';
import { entryOf } from './audit-entries.ts';
import { parseChannel } from './channel-input.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { runOnce } from './idempotency.ts';
import { viewInstant } from './instants.ts';
import { notFound, Problem } from './problems.ts';
import { actorOf, runTransaction, type Write } from './transaction.ts';

const CHANNELS_AT_MOST = 100;

export function createChannelHandlers(deps: ApiDeps): Handlers<typeof channelRoutes> {
  const { db, reading, keyring, policy, sendNotice, hasSmtp } = deps;
  const context = { keyring, policy, hasSmtp };

  async function find(id: string, from = reading): Promise<ChannelRow> {
    const [channel] = await findChannels(from, [id]);
    if (channel === undefined) throw notFound('channel');
    return channel;
  }

  return {
    listChannels: async (c) => c.json({ data: (await listChannels(reading)).map(viewChannel) }, 200),
    getChannel: async (c) => c.json(viewChannel(await find(c.req.valid('param').id)), 200),
    createChannel: async (c) => {
      const input = c.req.valid('json');
      const body = await runOnce(deps, c as Context, async (write) => {
        const { trx, now } = write;
        if ((await listChannels(trx)).length >= CHANNELS_AT_MOST)
          throw new Problem(
            409,
            `There are ${CHANNELS_AT_MOST} channels, which is the limit. Delete one first.`,
          );
        const channel = parseChannel(input, context, { id: newId(), created_at: now, now });
        await saveChannel(trx, channel);
        await note(write, 'channel.created', {}, channel);
        return { body: viewChannel(channel), headers: { location: `/channels/${channel.id}` } };
      });
      return c.json(body, 201);
    },
    updateChannel: async (c) => {
      const { id } = c.req.valid('param');
      const patch = c.req.valid('json');
      const body = await runTransaction(deps, c as Context, async (write) => {
        const stored = await lockChannel(write.trx, id);
        if (stored === undefined) throw notFound('channel');
        const channel = parseChannel(patch, context, {
          id,
          created_at: stored.created_at,
          now: write.now,
          stored,
        });
        await saveChannel(write.trx, channel);
        await note(write, 'channel.updated', viewChanged(stored), channel);
        return viewChannel(channel);
      });
      return c.json(body, 200);
    },
    deleteChannel: async (c) => {
      const { id } = c.req.valid('param');
      await runTransaction(deps, c as Context, async (write) => {
        const stored = await lockChannel(write.trx, id);
        if (stored === undefined) throw notFound('channel');
        const rules = await findRulesOfChannel(write.trx, id);
        if (rules.length > 0) {
          const names = rules.slice(0, 5).join(', ');
          throw new Problem(409, `Rules notify this channel (${names}). Remove it from them first.`);
        }
        await deleteChannel(write.trx, id);
        await note(write, 'channel.deleted', viewChanged(stored), undefined, id);
      });
      return c.body(null, 204);
    },
    testChannel: async (c) => {
      const channel = await find(c.req.valid('param').id, db);
      const now = await databaseNow(db);
      const actor = actorOf(c as Context);
      const notice = {
        id: newId(),
        created_at: now,
        kind: 'test' as const,
        channel_id: channel.id,
        channel_name: channel.name,
        channel_type: channel.type,
        rule_id: null,
        rule_name: null,
        job_id: null,
        job_name: null,
        alert_count: 0,
        subject: 'Test of a notification channel',
        text: `This is a test of the channel “${channel.name}”. Notices arrive here.`,
        why: `Requested by ${actor.actor}.`,
        data: { alert_count: 0, alerts: [] },
        status: 'sent' as const,
        attempts: 1,
        error: null,
        next_attempt_at: null,
        sent_at: now,
      };
      const error = await sendNotice(channel, notice);
      const ended =
        error === null
          ? notice
          : { ...notice, status: 'failed' as const, error: error.slice(0, 1_000), sent_at: null };
      await insertNotices(db, [ended]);
      await insertAuditEntries(db, [
        {
          ...entryOf({ now, ...actor }, 'channel.tested'),
          after: { channel_id: channel.id, status: ended.status },
        },
      ]);
      return c.json(viewNotice(ended), 200);
    },
  };
}

/** A Slack URL is a credential: only its host is shown. */
function viewChannel(channel: ChannelRow): Channel {
  const { id, name, type, recipients } = channel;
  return {
    ...{ id, name, type, recipients },
    url: type === 'slack' ? REDACTED : channel.url,
    created_at: viewInstant(channel.created_at),
    updated_at: viewInstant(channel.updated_at),
  };
}

/** The fields of a channel for the audit log. */
function viewChanged(channel: ChannelRow): Record<string, unknown> {
  const { name, type, url, recipients } = viewChannel(channel);
  return { name, type, url, recipients, has_signing_secret: channel.signing_secret !== null };
}

async function note(
  write: Write,
  action: NotificationAction,
  before: Record<string, unknown>,
  channel: ChannelRow | undefined,
  id = channel?.id,
): Promise<void> {
  const after = channel === undefined ? {} : viewChanged(channel);
  await insertAuditEntries(write.db, [
    { ...entryOf(write, action), before, after: { channel_id: id, ...after } },
  ]);
}
