// Who asks: the caller as the service knows it, and the key that is exchanged for a cookie.
import { z } from '@hono/zod-openapi';

/** Each may do what those before it may. */
export const Role = z.enum(['viewer', 'operator', 'admin']);

export const SessionInput = z
  .strictObject({ key: z.string().min(1).max(1000).openapi({ format: 'password' }) })
  .openapi('SessionInput', { example: { key: 'a key of API_KEYS' } });

export const Session = z
  .strictObject({
    name: z.string().max(50).openapi({ description: 'Of the key; `anonymous` without keys.' }),
    role: Role.openapi({ description: 'Each may do what those before it may; `admin` without keys.' }),
    needs_key: z.boolean().openapi({ description: 'Whether the service has access keys.' }),
  })
  .openapi('Session', { example: { name: 'anonymous', role: 'admin', needs_key: false } });

export type Role = z.infer<typeof Role>;
