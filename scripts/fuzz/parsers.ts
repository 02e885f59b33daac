// Properties of every parser of outside text: it returns a value or its declared error, whatever it is given.
import fc from 'fast-check';
import { chooseWait } from '../../client/src/retry.ts';
import { parseJson } from '../../src/api/body.ts';
import { canonicalJson } from '../../src/api/canonical-json.ts';
import { readCursor, writeCursor } from '../../src/api/pages.ts';
import { Problem } from '../../src/api/problems.ts';
import { findSessionKey } from '../../src/api/session-cookie.ts';
import { findPostgresUrlFault, findRedisHostFault, findRedisUrlFault } from '../../src/connection-urls.ts';
import { Environment } from '../../src/environment.ts';
import { checkHeaders } from '../../src/http/headers.ts';
import { parseTargetEntries } from '../../src/http/target-entries.ts';
import { parseTargetUrl } from '../../src/http/target-url.ts';
import { parseCron } from '../../src/schedule/cron-reader.ts';
import { ScheduleError } from '../../src/schedule/schedule.ts';
import { parseZone } from '../../src/schedule/zone.ts';
import { parseSettings, SettingsError, settingNames } from '../../src/settings.ts';
import { createKeyring, EncryptionError } from '../../src/store/encryption.ts';
import { readCrontabLine } from '../../src/text/crontab-line.ts';
import { isExact } from '../../src/text/exact-number.ts';
import { CommandError, readHttpCommand } from '../../src/text/http-command.ts';
import { isSecretName } from '../../src/text/secret-name.ts';
import { indentJson } from '../../src/web/format/code.ts';
import { fillHeader, fillJson, fillText } from '../../src/worker/templates.ts';
import { define, type Parser, parseOr, require, textOf } from './text.ts';
import { wireParsers } from './wire-parsers.ts';

const commandParts = [
  ' ',
  '"',
  "'",
  "$'",
  '$',
  '{',
  '}',
  '\\',
  '\n',
  '-d',
  '-H ',
  'a: b',
  '-X',
  '--json ',
  '=',
  '@',
  '|',
  '>',
  'https://a.example',
  'u0041',
];

const cronParts = [
  '*',
  '/',
  ',',
  '-',
  '?',
  '#',
  'L',
  'W',
  'LW',
  ' ',
  '\t',
  '0',
  '5',
  '31',
  '59',
  '60',
  'MON',
  'jan',
  '@daily',
];
const urlParts = [
  'http:',
  'https:',
  '//',
  '/',
  '\\',
  '@',
  ':',
  '.',
  '[',
  ']',
  '::1',
  '127.1',
  '0x7f',
  'a.example',
  '%2e',
  '?',
  '#',
  '。',
  '80',
];
const jsonParts = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  'null',
  'true',
  '1',
  '-0',
  '1e400',
  '0.1',
  '\\u0000',
  '\\ud800',
  '\\',
  ' ',
  '"a"',
  '12345678901234567890',
];
const settings = [
  'postgres://',
  'postgresql:',
  'redis://',
  'rediss:',
  'user',
  ':',
  '@',
  '/',
  '?',
  '&',
  '=',
  'sslmode',
  'disable',
  '%',
  '%2F',
  '[::1]',
  '5432',
  ',',
  'public',
  'a:admin:',
];
const json = fc.oneof(fc.json(), textOf(jsonParts));
const keyring = createKeyring([new Uint8Array(32)]);
const sessionKey = { name: 'a', role: 'admin', digest: new Uint8Array(32) } as const;
const templateValues = {
  get: (name: string) => (name === 'run.id' ? 'é\r\n{{job.id}}' : undefined),
  keys: () => [],
};

/** A number that depends on the text only, so that a seed repeats its cases. */
function hash(text: string): number {
  let value = 7;
  for (const character of text) value = (value * 31 + character.codePointAt(0)!) % 1_000_003;
  return value;
}

export const parsers: readonly Parser[] = [
  define('cron expression', textOf(cronParts), (text) => {
    parseOr(() => parseCron(text), ScheduleError);
  }),
  define(
    'time zone',
    textOf(['Europe', '/', 'Berlin', 'UTC', '+', '-', '01', ':', '00', 'Etc', 'GMT']),
    (text) => {
      parseOr(() => parseZone(text), ScheduleError);
    },
  ),
  define('target URL', textOf(urlParts), (text) => {
    const parsed = parseTargetUrl(text);
    if (typeof parsed !== 'string') require(!/[\s\\@]/.test(new URL(text).host), 'accepts an ambiguous host');
  }),
  define('target entry', textOf([...urlParts, 'public', '*.', '/8', '10.0.0.0', 'fd00::']), (text) => {
    parseOr(() => parseTargetEntries([text]), Error);
  }),
  define('curl command', textOf(commandParts), (text) => {
    const request = parseOr(() => readHttpCommand(`curl ${text}`), CommandError);
    if (request !== undefined) require(/^[a-z]/i.test(request.target), 'has no target');
  }),
  define('crontab line', textOf([...cronParts, ...commandParts, '\\%', '%', 'A=', 'root']), (text) => {
    const line = readCrontabLine(text);
    if (line?.kind === 'job') require(line.expression !== '', 'has no schedule');
  }),
  define('headers of a job', textOf(['x-a', 'host', 'content-length', ':', '\r', '\n', '_', 'é']), (text) => {
    require(checkHeaders({ [text]: text }).length > 0 || !/[\r\n\0]/.test(text), 'accepts a line break');
  }),
  define('JSON body', json, (text) => {
    const parsed = parseOr(() => parseJson(text), Problem);
    if (parsed === undefined || parsed.errors.length > 0) return;
    const { value } = parsed;
    require(JSON.stringify(value) === JSON.stringify(JSON.parse(text)), 'changes the value');
    require(canonicalJson(JSON.parse(canonicalJson(value))) === canonicalJson(value), 'is not canonical');
  }),
  define('JSON of a response', json, (text) => {
    const indented = indentJson(text, false);
    if (indented !== null)
      require(JSON.stringify(JSON.parse(indented)) === JSON.stringify(JSON.parse(text)), 'changes the value');
    indentJson(text, true);
  }),
  define('cursor', json, (text) => {
    for (const order of ['id', 'name', '-next_run']) {
      const cursor = Buffer.from(text).toString('base64url');
      const position = parseOr(() => readCursor(cursor, order), Problem);
      if (position) require(writeCursor(position, order) === cursor, 'accepts another form');
      parseOr(() => readCursor(text, order), Problem);
    }
  }),
  define('session cookie', textOf(['9999999999', '.', 'a', 'A'.repeat(43)]), (text) => {
    require(findSessionKey([sessionKey], text, 0) === undefined, 'accepts a forged session');
  }),
  define('encrypted secret', textOf(['sealed:', 'v1:', 'v2:', 'plain:', '00000000', ':', 'AAAA']), (text) => {
    parseOr(() => keyring.decrypt('job', 'field', text), EncryptionError);
  }),
  define('connection URLs', textOf(settings), (text) => {
    findPostgresUrlFault(text);
    findRedisUrlFault(text);
    findRedisHostFault(text);
  }),
  define('settings', textOf(settings), (text) => {
    const name = settingNames[hash(text) % settingNames.length]!;
    Environment.shape[name as keyof typeof Environment.shape].safeParse(text);
    // All settings together take a hundred times as long.
    if (hash(text) % 100 === 0) parseOr(() => parseSettings({ [name]: text, PORT: text }), SettingsError);
  }),
  define('templates', textOf(['{{', '}}', 'run.id', 'job.key', '{', '}']), (text) => {
    require(!/[\r\n]/.test(
      fillHeader(text.replaceAll(/[\r\n]/g, ''), templateValues),
    ), 'adds a line to a header');
    const filled = JSON.parse(fillJson([text], templateValues)) as [string];
    require(filled[0] === fillText(text, templateValues), 'fills JSON otherwise than text');
  }),
  define('number', textOf(['-', '0', '1', '9', '.', 'e', '+'], fc.double().map(String)), (text) => {
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/.test(text)) return;
    const value = Number(text);
    if (String(value) === text)
      require(isExact(text, value) === Number.isFinite(value), 'refuses an exact number');
    isExact(text, value);
  }),
  define('name of a secret', textOf(['auth', 'key', 'or', '-', '_', 'x', 'token', 'pass']), (text) => {
    isSecretName(text);
  }),
  define('Retry-After', textOf(['1', '9'.repeat(9), 'Sun, 29 Nov 2026 08:00:00 GMT', '-', ' ']), (text) => {
    const value = text.replaceAll(/[^\x20-\x7e]/g, '');
    const wait = chooseWait(1, new Response(null, { headers: { 'retry-after': value } }), 0);
    require(wait >= 0, 'waits a negative time');
  }),
  ...wireParsers,
];
