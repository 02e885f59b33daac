// Tests which port and host the image's health check requests.
import { expect, test } from 'vitest';
import { healthUrl } from './health/url.ts';

test.each([
  ['node src/main.ts', { WORKER_PORT: '3001' }, 'http://127.0.0.1:3000/readyz'],
  ['node src/main.ts api', { WORKER_PORT: '3001', PORT: '8080' }, 'http://127.0.0.1:8080/readyz'],
  ['node src/main.ts worker', { WORKER_PORT: '3009', PORT: '8080' }, 'http://127.0.0.1:3009/readyz'],
  ['/sbin/docker-init -- node src/main.ts worker', {}, 'http://127.0.0.1:3001/readyz'],
  ['node src/main.ts api', { HOST: '0.0.0.0', PORT: '' }, 'http://127.0.0.1:3000/readyz'],
  ['node src/main.ts api', { HOST: '10.1.2.3' }, 'http://10.1.2.3:3000/readyz'],
  ['node src/main.ts api', { HOST: '::1' }, 'http://[::1]:3000/readyz'],
])('%s with %o', (command, environment, url) => {
  expect(healthUrl(command.split(' '), environment)).toBe(url);
});
