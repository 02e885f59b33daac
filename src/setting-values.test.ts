// Tests that a value of a setting is refused in one line that says what to write, without its secret.
import { expect, test } from 'vitest';
import { parseSettings, type SettingsError } from './settings.ts';

const secret = 'Gk3sVq9xLw2m';
test.each([
  ['POSTGRES_URL', `postgresql://u:a#${secret}@h/db`, 'percent-encode it as %23'],
  ['POSTGRES_URL', `postgresql://u:12#${secret}@h/db`, 'percent-encode it as %23'],
  ['POSTGRES_URL', `postgresql://u:a%${secret}@h/db`, 'percent-encode it as %25'],
  ['POSTGRES_URL', `postgresql://u:a%de${secret}@h/db`, 'percent-encode it as %25'],
  ['POSTGRES_URL', `postgresql://u:12/${secret}@h/db`, 'percent-encode it as %2F'],
  ['POSTGRES_URL', `postgresql://u:12?${secret}@h/db`, 'percent-encode it as %3F'],
  ['POSTGRES_URL', `postgresql://u:a ${secret}@h/db`, 'percent-encode it as %20'],
  ['POSTGRES_URL', `"postgresql://u:${secret}@h/db"`, 'without quotes'],
  ['POSTGRES_URL', `jdbc:postgresql://h/db?password=${secret}`, 'without “jdbc:”'],
  ['POSTGRES_URL', `host=h password=${secret}`, 'must be a URL such as'],
  ['POSTGRES_URL', `postgresql://u:${secret}@h:port/db`, 'a port from 1 to 65535'],
  ['POSTGRES_URL', `postgresql://u:${secret}@h1:5432,h2:5432/db`, 'must name one host'],
  ['POSTGRES_URL', `postgresql://u:${secret}@::1/db`, 'must have brackets'],
  ['POSTGRES_URL', `postgresql://u:${secret}@[h/db`, 'must be a URL such as'],
  ['POSTGRES_URL', `postgresql://u:${secret}@h/db?sslmode=on`, 'unknown sslmode'],
  ['POSTGRES_URL', `postgresql://u:${secret}@h/db?sslrootcert=/none.pem`, 'sslrootcert=/none.pem'],
  ['POSTGRES_URL', `postgresql://u:${secret}@h/db?sslmode=verify-ca`, 'needs sslrootcert=<file>'],
  ['REDIS_URL', `redis://:a#${secret}@h:6379`, 'percent-encode it as %23'],
  ['REDIS_URL', `redis://:${secret}@h:6379/notadb`, 'the number of a database'],
  ['REDIS_URL', `redis://:${secret}@h:6379/-1`, 'the number of a database'],
  ['REDIS_URL', `redis://:${secret}@h:0`, 'a port from 1 to 65535'],
  ['REDIS_HOST', 'cache:6379', 'set the port in REDIS_PORT'],
  ['REDIS_HOST', '[::1]:6379', 'set the port in REDIS_PORT'],
  ['REDIS_HOST', 'redis://cache', 'use REDIS_URL'],
  ['REDIS_HOST', 'a b', 'must be a host name'],
  ['REDIS_URL', `redis://${secret}@h:6379`, 'a user without a password'],
  ['POSTGRES_URL', `postgresql://u:${secret}@h/db?schema=app`, 'set POSTGRES_SCHEMA'],
  ['API_KEYS', `a:admin:${secret.repeat(2)};b:viewer:${secret.repeat(2)}`, 'a comma before the next entry'],
  ['API_KEYS', `"a:admin:${secret.repeat(2)}"`, 'without quotes'],
  ['DATA_DIR', '"./data"', 'without quotes'],
  ['DATA_DIR', '~/data', 'only shells expand'],
  ['HOST', 'localhost:3000', 'set the port in PORT'],
  ['HOST', '*', 'write 0.0.0.0'],
  ['HOST', '[::1]', 'without brackets: ::1'],
  ['PORT', 'tcp://10.0.0.1:3000', 'enableServiceLinks'],
  ['PORT', '80 80', 'must be a whole number from 0 to 65535'],
  ['SHUTDOWN_GRACE_SECONDS', '25s', 'write 25'],
  ['ALLOW_ANONYMOUS', 'yes', 'did you mean true?'],
  ['START_PAUSED', '0', 'did you mean false?'],
  ['LOG_LEVEL', 'WARNING', 'did you mean warn?'],
  ['ALLOWED_ORIGINS', 'https://app.example.com/', 'such as https://app.example.com'],
  ['ALLOWED_ORIGINS', 'https://*.example.com', 'is not an origin'],
  ['ALLOWED_TARGET_HOSTS', 'all', 'write public,0.0.0.0/0,::/0'],
])('%s=%s is refused in one line, without the password', (name, text, part) => {
  const postgres = name === 'POSTGRES_URL' ? {} : { POSTGRES_URL: 'postgres://h/db' };
  let message = '';
  try {
    parseSettings({ ...postgres, [name]: text });
  } catch (error) {
    message = (error as SettingsError).message;
  }
  expect(message.split('\n')).toHaveLength(2);
  expect(message).toContain(`  ${name}: `);
  expect(message).toContain(part);
  expect(message).not.toContain(secret);
});
