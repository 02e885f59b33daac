// The allowed imports between directories (docs/architecture.md). Type-only imports count.

/** Tests may go anywhere; nothing but tests goes to them. */
const TESTS = ['\\.test\\.tsx?$', '^src/testing/', '^src/(|.*/)test-[^/]+\\.tsx?$'];

/**
 * What a room may import apart from itself: other rooms, packages, Node's own modules (`node: true`); `types` only as types.
 * A package that is named here may be imported where it is named and nowhere else.
 */
const ROOMS = {
  'openapi/': { imports: ['src/text/', 'zod', '@hono/zod-openapi'] },
  'client/src/': { imports: ['openapi-fetch'] },
  'client/cli/': {
    imports: [
      'client/src/',
      'client/jobs-file.schema.json',
      'openapi/openapi.json',
      'src/text/',
      'src/schedule/',
      'commander',
      'yaml',
      'temporal-polyfill',
      '@modelcontextprotocol/sdk',
    ],
    node: true,
  },
  'src/text/': { imports: [] },
  'src/schedule/': { imports: ['src/text/', 'cron-parser'] },
  'src/store/': { imports: ['kysely', 'pg', '@electric-sql/pglite'], types: ['src/schedule/'], node: true },
  'src/queue/': { imports: ['src/readiness.ts', 'bullmq', 'ioredis', 'p-retry'], types: ['pg'], node: true },
  'src/planner/': {
    imports: ['src/readiness.ts', 'src/schedule/', 'src/store/', 'src/queue/'],
    types: ['kysely'],
    node: true,
  },
  'src/http/': { imports: ['src/text/', 'ipaddr.js'], node: true },
  'src/worker/': {
    imports: ['src/readiness.ts', 'src/text/', 'src/schedule/', 'src/store/', 'src/queue/', 'src/http/'],
    types: ['kysely'],
    node: true,
  },
  'src/notify/': {
    imports: ['src/text/', 'src/store/', 'src/http/', 'src/planner/loops.ts', 'nodemailer'],
    types: ['kysely'],
    node: true,
  },
  'src/api/': {
    imports: [
      'src/notify/send-notice.ts',
      'openapi/',
      'src/text/',
      'src/schedule/',
      'src/store/',
      'src/planner/',
      'src/http/',
      'src/worker/send-test-request.ts',
      'hono',
      '@hono/zod-openapi',
      '@hono/node-server',
      '@hono/swagger-ui',
      'prom-client',
      'rate-limiter-flexible',
    ],
    types: ['src/queue/', 'src/readiness.ts', 'src/shown-settings.ts', 'kysely'],
    node: true,
  },
  'src/web/': {
    imports: [
      'client/src/index.ts',
      'src/text/',
      'preact',
      '@preact/signals',
      '@tanstack/query-core',
      'jsonc-parser',
    ],
  },
  'src/readiness.ts': { imports: [] },
  'src/log.ts': { imports: ['pino', 'pino-pretty'], node: true },
  'src/event-log.ts': { imports: [], types: ['pino', 'src/readiness.ts', 'src/store/'] },
  'src/error-log.ts': { imports: [], types: ['pino'] },
  'src/connection-urls.ts': { imports: [], node: true },
  'src/environment.ts': {
    imports: [
      'openapi/schemas/messages.ts',
      'openapi/schemas/session.ts',
      'src/connection-urls.ts',
      'src/text/',
      'zod',
    ],
    node: true,
  },
  'src/shown-settings.ts': { imports: ['src/http/redact.ts', 'src/text/'], types: ['src/environment.ts'] },
  'src/secret-files.ts': { imports: [], node: true },
  'src/settings.ts': {
    imports: [
      'src/connection-urls.ts',
      'src/environment.ts',
      'src/secret-files.ts',
      'src/shown-settings.ts',
      'src/http/targets.ts',
      'src/http/transport.ts',
    ],
    types: ['openapi/schemas/session.ts', 'src/log.ts', 'src/queue/redis-options.ts'],
    node: true,
  },
  'src/tracing.ts': {
    imports: ['@opentelemetry/api', 'hono'],
    types: ['src/queue/', 'src/worker/attempt.ts'],
  },
  'src/start-errors.ts': {
    imports: ['src/connection-urls.ts', 'src/settings.ts', 'src/store/'],
  },
  'src/service.ts': {
    imports: ['src/', 'openapi/', '@hono/node-server', 'p-retry'],
    types: ['pino'],
    node: true,
  },
  'migrations/': { imports: ['kysely'], alone: true },
};

/** Files that read the version of the package. */
const READ_VERSION = ['^openapi/document\\.ts$', '^src/http/user-agent\\.ts$'];
/** May import every room, `src/main.ts` every package as well. */
const MAIN = '^src/main\\.ts$';
const SCRIPTS = '^scripts/';
/** Compare the service with the packages that others use, and with the bare parts. */
const BENCHMARKS = '^scripts/(bench|faults|simulation)/';

const isPlace = (name) => /^(src|openapi|client|migrations)\//.test(name);
const escape = (name) => name.replaceAll('.', '\\.');

/** The paths of a room, a file or a package. */
function pathOf(name) {
  if (!isPlace(name)) return `(^|/)node_modules/(@types/)?${escape(name)}/`;
  return name.endsWith('/') ? `^${escape(name)}` : `^${escape(name)}$`;
}

const roomPaths = Object.keys(ROOMS).map(pathOf);
const everyName = Object.values(ROOMS).flatMap(({ imports, types = [] }) => [...imports, ...types]);
const packagesOfRooms = [...new Set(everyName)].filter((name) => !isPlace(name)).map(pathOf);

function doors([room, { imports, types = [], node = false, alone = false }]) {
  const from = { path: pathOf(room), pathNot: TESTS };
  const allowed = [...(alone ? [] : [room]), ...imports, ...types].map(pathOf);
  const rules = [
    {
      name: `${room} imports only what it may`,
      severity: 'error',
      from,
      to: {
        pathNot: [...allowed, '^package\\.json$'],
        ...(node ? { dependencyTypesNot: ['core'] } : {}),
      },
    },
  ];
  if (types.length > 0) {
    rules.push({
      name: `${room} imports only types from ${types.join(', ')}`,
      severity: 'error',
      from,
      to: { path: types.map(pathOf), dependencyTypesNot: ['type-only'] },
    });
  }
  return rules;
}

export default {
  forbidden: [
    ...Object.entries(ROOMS).flatMap(doors),
    {
      name: 'every file lies in a room',
      severity: 'error',
      from: { path: '^(src|openapi|client|migrations)/', pathNot: [...roomPaths, ...TESTS, MAIN] },
      to: {},
    },
    {
      name: 'every file imported lies in a room',
      severity: 'error',
      from: {},
      to: {
        path: '^[^/]+(/|$)',
        pathNot: [
          ...roomPaths,
          ...TESTS,
          MAIN,
          SCRIPTS,
          '(^|/)node_modules/',
          '^package\\.json$',
          '^client/jobs-file\\.schema\\.json$',
        ],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'the version is read in two places',
      severity: 'error',
      from: { pathNot: [...READ_VERSION, ...TESTS, MAIN, SCRIPTS] },
      to: { path: '^package\\.json$' },
    },
    {
      name: 'scripts leave the packages to the rooms',
      severity: 'error',
      from: { path: SCRIPTS, pathNot: [BENCHMARKS, ...TESTS] },
      to: { path: packagesOfRooms },
    },
    { name: 'nobody imports main', severity: 'error', from: {}, to: { path: MAIN } },
    {
      name: 'nobody imports scripts',
      severity: 'error',
      from: { pathNot: [SCRIPTS, ...TESTS] },
      to: { path: SCRIPTS },
    },
    {
      name: 'only main, scripts and tests start the service',
      severity: 'error',
      from: { pathNot: [MAIN, SCRIPTS, ...TESTS] },
      to: { path: '^src/service\\.ts$' },
    },
    {
      name: 'only tests import tests, and who measures or takes pictures of what they set up',
      severity: 'error',
      from: { pathNot: [...TESTS, '^scripts/screenshots\\.ts$', BENCHMARKS] },
      to: { path: TESTS, pathNot: '(^|/)node_modules/' },
    },
    { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'every import is found', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'what runs does without development packages',
      severity: 'error',
      from: { path: '^(src|openapi|migrations)/', pathNot: ['^src/web/', ...TESTS] },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules'] },
    exclude: { path: ['^(client/)?dist/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'default', 'types'],
    },
  },
};
