// What the type checker does not find. Format and the order of imports are Biome's, the rooms are dependency-cruiser's.
import { defineConfig, globalIgnores } from 'eslint/config';
import { configs } from 'typescript-eslint';

const product = ['src/**', 'openapi/**', 'client/src/**', 'migrations/**'];
const tests = ['**/*.test.{ts,tsx}', 'src/**/test-*.{ts,tsx}', 'src/testing/**'];

const environment = 'The environment is read in src/settings.ts alone.';

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
      // An event handler may be async: like one that throws, it ends at the window.
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
      // What has no text of its own is found by no-base-to-string; an instant or an address has one.
      '@typescript-eslint/restrict-template-expressions': 'off',
      // `async` also turns what throws into what rejects.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: product,
    ignores: ['src/settings.ts', ...tests],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: environment }],
      'no-restricted-imports': [
        'error',
        {
          paths: ['process', 'node:process'].map((name) => ({
            name,
            importNames: ['env'],
            message: environment,
          })),
        },
      ],
    },
  },
  { files: product, ignores: ['src/main.ts', 'src/demo*', ...tests], rules: { 'no-console': 'error' } },
  {
    files: tests,
    rules: {
      // JSON and Vitest's matchers are `any`; a promise that rejects unseen fails the run.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
);
