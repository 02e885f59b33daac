// The image's health check: requests /readyz of the container's service, on the port of its role.
import { existsSync, readFileSync } from 'node:fs';
import { healthUrl } from './health/url.ts';

if (existsSync('.env')) process.loadEnvFile('.env');
// The first process of the container, or its init with the same arguments.
const command = readFileSync('/proc/1/cmdline', 'utf8').split('\0');
const response = await fetch(healthUrl(command, process.env), { signal: AbortSignal.timeout(2_500) }).catch(
  (error: unknown) => error,
);
if (response instanceof Response && response.ok) process.exit(0);
console.error(response instanceof Response ? await response.text() : response);
process.exit(1);
