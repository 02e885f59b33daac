// Builds the web interface from src/web into dist/web, from where the API serves it.
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';

export default defineConfig({
  root: 'src/web',
  plugins: [preact()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    // Browsers of the end of 2024: they know `light-dark()` and `oklch()`, so neither is rewritten.
    target: ['chrome131', 'edge131', 'firefox133', 'safari18.2'],
    // Every asset is a file of our own: the content security policy allows nothing else.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
