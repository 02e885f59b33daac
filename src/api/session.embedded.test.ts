// Tests sessions of the web interface: an API key is exchanged for a cookie.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_KEYS, bearer, digest, keys, signIn, validJob } from '../testing/keys.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { createSessionCookie, SESSION_SECONDS } from './session-cookie.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ API_KEYS, ALLOWED_ORIGINS: 'https://app.example.com' });
});
afterAll(() => service.stop());

describe('the session', () => {
  test('a key is exchanged for a cookie that is valid until sign-out', async () => {
    const { response, whole, cookie } = await signIn(service, keys.operator);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ name: 'turns', role: 'operator', needs_key: true });
    expect(whole.split('; ').slice(1).toSorted()).toEqual([
      'HttpOnly',
      `Max-Age=${SESSION_SECONDS}`,
      'Path=/',
      'SameSite=Strict',
    ]);
    expect(whole).not.toContain(keys.operator);

    const who = await service.request('GET', '/session', undefined, { cookie });
    expect(await who.json()).toEqual({ name: 'turns', role: 'operator', needs_key: true });
    expect((await service.request('GET', '/jobs', undefined, { cookie })).status).toBe(200);
    expect((await service.request('POST', '/jobs', validJob, { cookie })).status).toBe(403);

    const end = await service.request('DELETE', '/session', undefined, { cookie });
    expect(end.status).toBe(204);
    expect(end.headers.get('set-cookie')).toMatch(/^scheduler_session=; Max-Age=0; Path=\/$/);
  });

  test('the cookie is Secure if the page uses HTTPS', async () => {
    const origin = 'https://app.example.com';
    expect((await signIn(service, keys.viewer, { origin })).whole).toMatch(/; Secure/);
  });

  test('the cookie works behind a proxy with basic authentication', async () => {
    const { cookie } = await signIn(service, keys.viewer);
    const headers = { cookie, authorization: 'Basic dTpw' };
    expect((await service.request('GET', '/jobs', undefined, headers)).status).toBe(200);
  });

  test('a bearer key takes precedence over the cookie', async () => {
    const { cookie } = await signIn(service, keys.viewer);
    const both = await service.request('GET', '/session', undefined, { cookie, ...bearer(keys.admin) });
    expect(await both.json()).toMatchObject({ name: 'makes' });
    const wrong = await service.request('GET', '/session', undefined, { cookie, ...bearer('x') });
    expect(wrong.status).toBe(401);
  });

  test('a forged, changed or expired cookie is refused', async () => {
    const { cookie } = await signIn(service, keys.viewer);
    const [name, value] = cookie.split('=') as [string, string];
    const [expires, , signature] = value.split('.') as [string, string, string];
    const key = (text: string) => ({
      name: 'looks',
      role: 'viewer' as const,
      digest: new Uint8Array(Buffer.from(digest(text), 'hex')),
    });
    const long = SESSION_SECONDS * 1_000;
    expect(await statusWith(value)).toBe(200);
    expect(await statusWith(createSessionCookie(key(keys.viewer), Date.now() - long + 60_000))).toBe(200);
    for (const wrong of [
      '',
      'x',
      `${expires}.makes.${signature}`,
      `${expires}.turns.${signature}`,
      `${Number(expires) + 1}.looks.${signature}`,
      `${expires}.looks.${'A'.repeat(43)}`,
      createSessionCookie(key(keys.admin), Date.now()),
      createSessionCookie(key(keys.viewer), Date.now() - long),
    ]) {
      expect(await statusWith(wrong), wrong).toBe(401);
    }

    async function statusWith(text: string): Promise<number> {
      const headers = { cookie: `${name}=${text}` };
      return (await service.request('GET', '/jobs', undefined, headers)).status;
    }
  });

  test('another process accepts the cookie only with the same key', async () => {
    const { cookie } = await signIn(service, keys.operator);
    const statuses = [];
    for (const API_KEYS of [
      // The key as plain text instead of its digest, with another role.
      `turns:viewer:${keys.operator}`,
      `makes:admin:${keys.admin}`,
      `turns:operator:${keys.operator}-changed`,
    ]) {
      const other = await startTestService({ API_KEYS });
      const response = await other.request('GET', '/session', undefined, { cookie });
      statuses.push(response.status);
      if (response.ok) expect(await response.json()).toMatchObject({ name: 'turns', role: 'viewer' });
      await other.stop();
    }
    expect(statuses).toEqual([200, 401, 401]);
  });
});
