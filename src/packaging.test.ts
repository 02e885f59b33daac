// Tests that the compose file, image, .env.example and README list the same settings as the code.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseSettings, settingNames } from './settings.ts';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

interface ComposeService {
  environment: Record<string, string | number>;
  ports?: string[];
  command?: string[];
  entrypoint?: string[];
  stop_grace_period: string;
  depends_on: Record<string, { condition: string }>;
}
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, ComposeService>;
};
const { api, worker, migrate, target } = compose.services as Record<
  'api' | 'worker' | 'migrate' | 'target',
  ComposeService
>;

test('.env.example has exactly every setting, commented out', () => {
  const listed = [...read('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map((match) => match[1]);
  expect(listed.toSorted()).toEqual(settingNames.toSorted());
  expect(read('.env.example'), 'a copy changes nothing').not.toMatch(/^[^#\n]/m);
});

test('.env.example has examples of every group', () => {
  for (const line of [
    'POSTGRES_URL=postgresql://username:password@host:port/database',
    'REDIS_HOST=localhost',
    'REDIS_PORT=6379',
    'PORT=3000',
    'ALLOWED_ORIGINS=http://localhost:3000,https://your-domain.com',
    'ALLOWED_TARGET_HOSTS=*.example.com,api.another-domain.com',
  ]) {
    expect(read('.env.example')).toContain(`# ${line}\n`);
  }
});

test('the settings table of the README has exactly every setting', () => {
  const [, table = ''] = read('README.md').split('## Settings');
  const documented = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap((row) =>
    [...row[1]!.matchAll(/`([A-Z_]+)`/g)].map((name) => name[1]),
  );
  expect(documented.toSorted()).toEqual(settingNames.toSorted());
});

test('compose starts the service with valid settings, published on loopback only', () => {
  for (const service of [api, worker]) {
    const environment = Object.fromEntries(
      Object.entries(service.environment).map(([name, value]) => [
        name,
        String(value).replace(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1'),
      ]),
    );
    for (const name of Object.keys(environment)) expect(settingNames).toContain(name);
    expect(parseSettings(environment)).toMatchObject({
      postgresUrl: 'postgresql://scheduler:scheduler@postgres:5432/scheduler',
      redisUrl: 'redis://redis:6379',
      host: '0.0.0.0',
      port: 3000,
    });
    expect(Number.parseInt(service.stop_grace_period, 10)).toBeGreaterThan(
      parseSettings({}).shutdownGraceMs / 1_000,
    );
    expect(service.depends_on['migrate']?.condition).toBe('service_completed_successfully');
  }
  expect(api.ports).toEqual([`127.0.0.1:\${PORT:-3000}:3000`]);
  expect(worker.ports).toBeUndefined();
  expect([api.command, worker.command]).toEqual([['api'], ['worker']]);
});

test('the image contains its entry point and does not run as root', () => {
  const dockerfile = read('Dockerfile');
  for (const { entrypoint } of [migrate, target]) {
    const script = entrypoint![1]!;
    expect(existsSync(new URL(`../${script}`, import.meta.url)), script).toBe(true);
    expect(dockerfile).toMatch(new RegExp(`COPY .*${script}`));
  }
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toMatch(/^HEALTHCHECK /m);
  expect(dockerfile).toMatch(/^ENTRYPOINT \["node", "src\/main.ts"\]$/m);
});
