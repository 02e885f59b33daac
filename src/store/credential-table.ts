// The table of credentials as a TypeScript type.
import type { Instant, Json, NullableInstant } from './column-types.ts';

export type CredentialAction = 'credential.created' | 'credential.updated' | 'credential.deleted';

/** What a credential adds to the requests of a job, with its secrets. */
export interface CredentialParts {
  oauth2: {
    token_url: string;
    client_id: string;
    client_secret: string;
    scope: string | null;
    audience: string | null;
    auth_style: 'basic' | 'body';
  } | null;
  basic: { username: string; password: string } | null;
  bearer: { token: string } | null;
  header: { name: string; value: string } | null;
  tls: { ca: string | null; certificate: string | null; key: string | null } | null;
  proxy_url: string | null;
}

/** Secrets and connections that jobs use by name. */
export interface CredentialsTable {
  id: string;
  name: string;
  /** The targets that may receive it. */
  hosts: Json<string[]>;
  /** The parts with `[redacted]` secrets, to be shown. */
  settings: Json<CredentialParts>;
  /** The parts as JSON, encrypted. */
  secrets: string;
  /** When the client certificate expires. */
  expires_at: NullableInstant;
  created_at: Instant;
  updated_at: Instant;
}

export interface CredentialTables {
  credentials: CredentialsTable;
}
