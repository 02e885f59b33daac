// Session schemas: the API key to sign in with, and the resulting name and role.
import { z } from '@hono/zod-openapi';

/** In ascending order: each role includes the permissions of the previous ones. */
export const Role = z.enum(['viewer', 'operator', 'admin']);

export const SessionInput = z
  .strictObject({ key: z.string().min(1).max(1000).openapi({ format: 'password' }) })
  .openapi('SessionInput', { example: { key: 'a key of API_KEYS' } });

export const Session = z
  .strictObject({
    name: z
      .string()
      .max(50)
      .openapi({ description: 'The name of the API key, or `anonymous` if the service has no API keys.' }),
    role: Role.openapi({
      description:
        'The role of the API key, or `admin` if the service has no API keys. Each role includes the permissions of the previous ones.',
    }),
    needs_key: z.boolean().openapi({ description: 'True if the service requires an API key.' }),
  })
  .openapi('Session', { example: { name: 'anonymous', role: 'admin', needs_key: false } });

export type Role = z.infer<typeof Role>;
