// Sends one notice to its channel: a signed webhook, a Slack message or an e-mail.
import type { HttpClient } from '../http/client.ts';
import { maskOf } from '../http/mask.ts';
import { signWebhook } from '../http/signing.ts';
import type { NoticeRow } from '../store/alerts.ts';
import type { ChannelRow } from '../store/channels.ts';
import { EncryptionError, type Keyring } from '../store/encryption.ts';
import { createMailer, type SmtpSettings } from './mailer.ts';
import { postJson } from './post-json.ts';

/** Null if the receiver has accepted the message; otherwise the reason. */
export type SendNotice = (channel: ChannelRow, notice: NoticeRow) => Promise<string | null>;

interface SenderDeps {
  client: HttpClient;
  keyring: Keyring;
  /** Undefined without SMTP_URL. */
  smtp: SmtpSettings | undefined;
}

export const NO_SMTP = 'SMTP_URL and SMTP_FROM are not set for the service: set both to send e-mail.';

export function createNoticeSender({ client, keyring, smtp }: SenderDeps): SendNotice {
  const sendMail = smtp && createMailer(smtp);
  const decrypt = ({ id }: ChannelRow, field: 'url' | 'signing_secret', stored: string | null) =>
    stored === null ? '' : keyring.decrypt(id, channelField(field), stored);

  return async (channel, notice) => {
    try {
      switch (channel.type) {
        case 'webhook': {
          const body = JSON.stringify(webhookBody(notice));
          const secret = decrypt(channel, 'signing_secret', channel.signing_secret);
          return await postJson(client, channel.url ?? '', body, (at) => ({
            'webhook-id': notice.id,
            'webhook-timestamp': String(at),
            'webhook-signature': signWebhook([secret], notice.id, at, body),
          }));
        }
        case 'slack': {
          const text = `*${escapeSlack(notice.subject)}*\n${escapeSlack(bodyText(notice))}`;
          const url = decrypt(channel, 'url', channel.url);
          const mask = maskOf(listSecretParts(url));
          return await postJson(client, url, JSON.stringify({ text }), () => ({}), mask);
        }
        case 'email': {
          if (sendMail === undefined) return NO_SMTP;
          const messageId = `<${notice.id}@scheduler-service>`;
          const { subject } = notice;
          await sendMail({ messageId, to: channel.recipients, subject, text: bodyText(notice) });
          return null;
        }
      }
    } catch (error) {
      if (error instanceof EncryptionError) return error.message;
      if (channel.type === 'email') return error instanceof Error ? error.message : String(error);
      throw error;
    }
  };
}

/** The parts of a secret URL that a receiver may return: its path and query, and the long parts of these. */
function listSecretParts(url: string): string[] {
  const { pathname, search, searchParams } = new URL(url);
  const segments = pathname.split('/').filter((segment) => segment.length >= SECRET_SEGMENT_CHARACTERS);
  return [url, pathname + search, pathname, ...segments, ...searchParams.values()].filter(
    (part) => part !== '/',
  );
}

/** Shorter parts of a path are words. */
const SECRET_SEGMENT_CHARACTERS = 16;

/** The name that binds an encrypted value to its column. */
export function channelField(field: 'url' | 'signing_secret'): string {
  return `channels.${field}`;
}

function webhookBody({ kind, created_at: at, subject, text, why, data }: NoticeRow) {
  const type = kind === 'test' ? 'test' : `alert.${kind}`;
  return { type, timestamp: at.toString(), data: { subject, text, why, ...data } };
}

function bodyText({ text, why, job_id: jobId }: NoticeRow): string {
  return [text, '', why, ...(jobId === null ? [] : [`Job ID: ${jobId}`])].join('\n');
}

/** https://docs.slack.dev/messaging/formatting-message-text: the three characters with a meaning. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
