// Channel schemas: the receivers of notices.
import { z } from '@hono/zod-openapi';
import { Id, Instant, label, orNull } from './common.ts';
import { notificationExamples as examples } from './notification-examples.ts';

const ChannelType = z.enum(['webhook', 'slack', 'email']).openapi('ChannelType', {
  description:
    '`webhook`: a signed message as Standard Webhooks defines. `slack`: an incoming webhook of Slack or a compatible service. `email`: a message through the SMTP server of `SMTP_URL`.',
});

const Name = label(100)
  .min(1)
  .openapi({ description: 'The name of the channel in lists.', minLength: 1, example: 'On-call' });
const Url = z.string().max(2083).openapi({
  description:
    'For `webhook` and `slack`: the URL to post to, allowed by `ALLOWED_TARGET_HOSTS`. The URL of a `slack` channel is a credential: it is stored encrypted, and returned as `[redacted]`.',
  example: 'https://example.com/alerts',
});
const Recipient = z
  .string()
  .max(254)
  .regex(/^[^\s@<>",;]+@[^\s@<>",;]+$/, 'must be an e-mail address such as team@example.com');
const Recipients = z
  .array(Recipient)
  .max(20)
  .openapi({ description: 'For `email`: the addresses, up to 20.', example: ['on-call@example.com'] });
const SigningSecret = z.string().max(200).openapi({
  description:
    'For `webhook`, required: `whsec_` followed by 24 to 64 bytes in base64. Stored encrypted, and never returned.',
  writeOnly: true,
  example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
});

export const Channel = z
  .strictObject({
    id: Id,
    name: z.string().max(100),
    type: ChannelType,
    url: orNull(Url),
    recipients: Recipients,
    created_at: Instant,
    updated_at: Instant,
  })
  .openapi('Channel', { example: examples.channel });

/** The body of POST /channels. */
export const ChannelInput = z
  .strictObject({
    name: Name,
    type: ChannelType,
    url: Url.optional(),
    recipients: Recipients.default([]),
    signing_secret: SigningSecret.optional(),
  })
  .openapi('ChannelInput', { example: examples.channelInput });

/** The body of PATCH /channels/{id}. The type of a channel does not change. */
export const ChannelPatch = z
  .strictObject({
    name: Name.optional(),
    url: Url.optional(),
    recipients: Recipients.optional(),
    signing_secret: SigningSecret.optional(),
  })
  .openapi('ChannelPatch', { example: { name: 'On-call' } });

export const Channels = z
  .strictObject({ data: z.array(Channel).max(100) })
  .openapi('Channels', { example: { data: [examples.channel] } });

export type Channel = z.infer<typeof Channel>;
export type ChannelInput = z.infer<typeof ChannelInput>;
