// Detects headers whose values the API returns redacted.
import { SECRET_NAME } from '../job-fields.ts';

export function isSecretHeader(name: string): boolean {
  return SECRET_NAME.test(name.trim());
}
