// ESLint rules beyond the type checker. Biome checks the format, dependency-cruiser the imports.
import { defineConfig, globalIgnores } from 'eslint/config';
import regexp from 'eslint-plugin-regexp';
import { configs } from 'typescript-eslint';

const product = ['src/**', 'openapi/**', 'client/src/**', 'migrations/**'];
const tests = ['**/*.test.{ts,tsx}', 'src/**/test-*.{ts,tsx}', 'src/testing/**'];

const environment = 'Only src/settings.ts reads the environment.';
const runtime =
  'Use the Runtime (src/store/runtime.ts), so that the simulation can repeat this code from a seed.';
const randomFunctions = ['randomBytes', 'randomFillSync', 'randomInt', 'randomUUID', 'randomUUIDv7'];
const restrictedProperties = [{ object: 'process', property: 'env', message: environment }];
const restrictedImports = ['process', 'node:process'].map((name) => ({
  name,
  importNames: ['env'],
  message: environment,
}));

/** Names of values that are secret or prove one. */
const SECRET = '/(?:secret|password|passphrase|digest|hmac|apiKey)$/i';
/** Comparisons of a secret with another value than a literal or `undefined`: their time reveals the secret. */
const secretComparisons = ['left', 'right'].flatMap((side) =>
  ['name', 'property.name'].map((name) => ({
    selector: `BinaryExpression[operator=/^[!=]==?$/][${side}.${name}=${SECRET}]:not([${
      side === 'left' ? 'right' : 'left'
    }.type='Literal']):not([${side === 'left' ? 'right' : 'left'}.name='undefined'])`,
    message: 'Compare secrets with isSameSecret or findKey (src/api/api-keys.ts), in constant time.',
  })),
);

export default defineConfig(
  globalIgnores(['**/dist/', 'data/', 'client/src/schema.ts', 'src/web/job-fields.ts']),
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  { rules: { eqeqeq: 'error' } },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      // Event handlers may be async: a rejection reaches the window like a thrown error.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/return-await': ['error', 'always'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // no-base-to-string finds objects without a text form; instants and addresses have one.
      '@typescript-eslint/restrict-template-expressions': 'off',
      // `async` also converts thrown errors to rejections.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: product,
    ignores: ['src/settings.ts', ...tests],
    rules: {
      'no-restricted-properties': ['error', ...restrictedProperties],
      'no-restricted-imports': ['error', { paths: restrictedImports }],
    },
  },
  {
    files: ['src/planner/**', 'src/worker/**', 'src/store/{clock,recording,rescue}.ts'],
    // The simulation leaves out the forecast and the list of processes.
    ignores: ['src/planner/{forecast*,occurrences.ts,outages.ts,presence.ts}', ...tests],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['setTimeout', 'setInterval', 'setImmediate'].map((name) => ({ name, message: runtime })),
      ],
      'no-restricted-properties': [
        'error',
        ...restrictedProperties,
        { object: 'performance', property: 'now', message: runtime },
        { object: 'Date', property: 'now', message: runtime },
        { object: 'Math', property: 'random', message: runtime },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            ...restrictedImports,
            { name: 'node:timers/promises', message: runtime },
            { name: 'node:crypto', importNames: randomFunctions, message: runtime },
          ],
        },
      ],
    },
  },
  {
    // Most patterns read text of clients, targets, settings or files: none may take more than linear time.
    files: [...product, 'client/cli/**'],
    ignores: tests,
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      // A repetition that may start anywhere in the text is tried at each character.
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: true }],
    },
  },
  {
    files: product,
    ignores: tests,
    rules: { 'no-restricted-syntax': ['error', ...secretComparisons] },
  },
  { files: product, ignores: ['src/main.ts', 'src/demo*', ...tests], rules: { 'no-console': 'error' } },
  {
    files: tests,
    rules: {
      // JSON and Vitest's matchers are `any`. Vitest fails on unhandled rejections.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
