// Bundles the command line with its packages, so that the client package has no further dependencies.
import path from 'node:path';
import { build } from 'vite';

const root = import.meta.dirname;

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: path.join(root, 'cli/main.ts'),
    outDir: 'dist/cli',
    target: 'node20',
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      output: {
        entryFileNames: 'main.js',
        chunkFileNames: '[name].js',
      },
    },
  },
});
