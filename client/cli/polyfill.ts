// Provides Temporal to versions of Node.js that do not have it.
if (!('Temporal' in globalThis)) await import('temporal-polyfill/global');
