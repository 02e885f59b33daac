// Test helper: API keys of each role, and requests with them.
import { createHash } from 'node:crypto';
import type { TestService } from './service.ts';

export const keys = {
  viewer: 'viewer-key-0123456789abcdef',
  operator: 'operator-key-0123456789abcdef',
  admin: 'admin-key-0123456789abcdef',
};
export const digest = (key: string) => createHash('sha256').update(key).digest('hex');
export const API_KEYS = `looks:viewer:${keys.viewer},turns:operator:sha256:${digest(keys.operator)},makes:admin:${keys.admin}`;
export type Role = keyof typeof keys;

export const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** Signs in. Returns the cookie for requests, and the complete `set-cookie` header. */
export async function signIn(at: TestService, key: string, headers: Record<string, string> = {}) {
  const response = await at.request('POST', '/session', { key }, headers);
  const whole = response.headers.get('set-cookie') ?? '';
  return { response, whole, cookie: whole.split(';')[0]! };
}

/** A job that only an admin may create. */
export const validJob = {
  name: 'access',
  target: 'https://hooks.example.com/x',
  schedule_type: 'cron',
  cron_expression: '0 0 1 1 *',
} as const;
