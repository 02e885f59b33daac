// Tests that the compose file, image, .env.example and README list the same settings as the code.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readReport } from '../scripts/check-advisories.ts';
import { findUnpinned, pinImages } from '../scripts/pin-images.ts';
import { parseSettings, settingNames } from './settings.ts';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

interface ComposeService {
  image: string;
  environment: Record<string, string | number>;
  networks: string[];
  read_only: boolean;
  tmpfs: string[];
  cap_drop: string[];
  cap_add?: string[];
  privileged?: boolean;
  security_opt: string[];
  user?: string;
  mem_limit: string;
  pids_limit: number;
  cpus: number;
  volumes?: string[];
  ports?: string[];
  command?: string[];
  entrypoint?: string[];
  stop_grace_period: string;
  depends_on: Record<string, { condition: string }>;
}
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean } | null>;
};
const { api, worker, migrate, target, postgres, redis } = compose.services as Record<
  'api' | 'worker' | 'migrate' | 'target' | 'postgres' | 'redis',
  ComposeService
>;
/** Variables of the compose file that are not settings of the service. */
const composeNames = ['POSTGRES_PASSWORD'];
/** A variable with its default, or without one. */
const VARIABLE = /\$\{([A-Z_]+):([-?])([^}]*)\}/g;

test('.env.example has exactly every setting and the passwords of the compose file, commented out', () => {
  const listed = [...read('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map((match) => match[1]);
  expect(listed.toSorted()).toEqual([...settingNames, ...composeNames].toSorted());
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
        String(value).replace(VARIABLE, (_all, variable: string, kind: string, text: string) =>
          kind === '-' ? text : `of-${variable}`,
        ),
      ]),
    );
    for (const name of Object.keys(environment)) expect(settingNames).toContain(name);
    expect(parseSettings(environment)).toMatchObject({
      postgresUrl: 'postgresql://scheduler:of-POSTGRES_PASSWORD@postgres:5432/scheduler',
      redisUrl: 'redis://:of-REDIS_PASSWORD@redis:6379',
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

test('passwords of the compose file have no default, and a start without them names the fix', () => {
  const text = read('docker-compose.yml');
  const passwords = [...text.matchAll(VARIABLE)].filter(([, name]) => name!.includes('PASSWORD'));
  expect(new Set(passwords.map(([, name]) => name))).toEqual(
    new Set(['POSTGRES_PASSWORD', 'REDIS_PASSWORD']),
  );
  for (const [, name, kind, message] of passwords) {
    expect(kind, name).toBe('?');
    expect(message).toContain(`Set ${name} in .env`);
  }
  // No other mention could leave out the check. A double dollar is a variable of the container.
  expect(text.replaceAll(VARIABLE, '').replaceAll('$$', '')).not.toMatch(/\$/);
});

test('containers of the compose file are confined', () => {
  for (const [name, service] of Object.entries(compose.services)) {
    expect(service, name).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: expect.stringMatching(/^\d+[mg]$/),
      pids_limit: expect.any(Number),
      cpus: expect.any(Number),
    });
    expect([service.cap_add, service.privileged], name).toEqual([undefined, undefined]);
    // The user of the image, for those that start as root without one.
    if (!service.image.startsWith('scheduler-service')) expect(service.user).toMatch(/^(postgres|redis)$/);
    for (const volume of service.volumes ?? []) expect(volume, 'not a path of the host').toMatch(/^\w+:\//);
  }
});

test('the stores have networks of their own without the internet, and publish no port', () => {
  const internal = Object.entries(compose.networks).flatMap(([name, network]) =>
    network?.internal ? [name] : [],
  );
  expect(internal).toEqual(['database', 'queue']);
  expect([postgres.networks, redis.networks]).toEqual([['database'], ['queue']]);
  expect([postgres.ports, redis.ports]).toEqual([undefined, undefined]);
  expect(migrate.networks).toEqual(['database']);
  for (const { networks } of [api, worker]) expect(networks).toEqual(['database', 'queue', 'outside']);
  expect(target.networks).toEqual(['outside']);
});

test('the image has the Node.js version of the project, once for all stages', () => {
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  const stages = [...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
  expect(new Set(stages)).toEqual(new Set([`\${NODE_IMAGE}`]));
  expect(read('Dockerfile')).toMatch(
    new RegExp(`^ARG NODE_IMAGE=node:${dependencies['node']}-bookworm-slim(@sha256:[0-9a-f]{64})?$`, 'm'),
  );
});

test('the digests of all images can be pinned, and again', () => {
  const digest = (image: string) => `sha256:${(image.startsWith('node') ? 'a' : 'b').repeat(64)}`;
  const files = read('Dockerfile') + read('docker-compose.yml');
  const pinned = pinImages(files, digest);
  expect([...pinned.matchAll(/@sha256:[0-9a-f]{64}$/gm)]).toHaveLength(3);
  expect(pinImages(pinned, digest)).toBe(pinned);
  expect(findUnpinned(pinned)).toEqual([]);
  expect(findUnpinned('FROM node:26.10.0-bookworm-slim\n  image: postgres:17-alpine')).toEqual([
    'node:26.10.0-bookworm-slim',
    'postgres:17-alpine',
  ]);
});

test('the security page says whether the images are pinned', () => {
  const unpinned = findUnpinned(read('Dockerfile') + read('docker-compose.yml'));
  expect(read('docs/security.md').includes('the images are not pinned yet')).toBe(unpinned.length > 0);
});

test('only Node.js runs a script when it is installed, and nothing reports the installation', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean; link?: boolean }>;
  };
  const withScript = Object.keys(packages).filter((name) => packages[name]!.hasInstallScript);
  expect(withScript).toEqual(['node_modules/node']);
  const reporters = Object.keys(packages).filter((name) => name.endsWith('node_modules/@scarf/scarf'));
  expect(reporters.map((name) => packages[name]!.link)).toEqual([true]);
});

test('advisories are read from the output of npm, also if the registry has none', () => {
  const vulnerabilities = { minor: { severity: 'low' }, major: { severity: 'critical' } };
  expect(readReport(JSON.stringify({ auditReportVersion: 2, vulnerabilities })).found).toEqual([
    { name: 'major', severity: 'critical' },
    { name: 'minor', severity: 'low' },
  ]);
  expect(readReport('{"auditReportVersion":2,"vulnerabilities":{}}').found).toEqual([]);
  expect(readReport('{"message":"404 Not Found","error":{"summary":""}}')).toEqual({
    found: undefined,
    reason: '404 Not Found',
  });
  expect(readReport('').found).toBeUndefined();
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
