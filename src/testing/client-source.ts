// Loaded with `--import`: resolves the client package to its source, so that examples run without a build.
import { registerHooks } from 'node:module';

const PACKAGE = 'scheduler-service-client';

registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== PACKAGE && !specifier.startsWith(`${PACKAGE}/`)) return next(specifier, context);
    const entry = specifier.slice(PACKAGE.length + 1) || 'index';
    return next(new URL(`../../client/src/${entry}.ts`, import.meta.url).href, context);
  },
});
