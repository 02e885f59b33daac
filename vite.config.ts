// Builds the web interface from src/web to dist/web, which the API serves.
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

const core =
  /node_modules\/(?!jsonc-parser)|client\/src|src\/web\/((api|session|query|router|job-fields|same-json|clock|connection)\.ts|format\/(time|zone|units|job-text)\.|keys\/keys\.|parts\/(instant|messages|lazy|dialog|icons|page|action-button)\.)/;

export default defineConfig({
  root: 'src/web',
  // The service puts its base path in front (src/api/static-files.ts); chunks load each other relative to themselves.
  base: './',
  plugins: [preact()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    // Browsers since the end of 2024 support `light-dark()` and `oklch()`, so neither is rewritten.
    target: ['chrome131', 'edge131', 'firefox133', 'safari18.2'],
    // No inlined assets: the content security policy allows only files of the service.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One file for what every screen loads, and one for lists: they compress better than many small ones.
        codeSplitting: {
          groups: [
            { name: 'core', test: core },
            { name: 'list', test: /src\/web\/list\// },
          ],
        },
      },
    },
  },
});
