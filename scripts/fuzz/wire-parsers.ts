// Properties of the parsers of responses, files of the system and files of jobs.
import fc from 'fast-check';
import { CommandFailure } from '../../client/cli/exit-codes.ts';
import { importBullMq } from '../../client/cli/import/bullmq.ts';
import { importCloudScheduler } from '../../client/cli/import/cloud-scheduler.ts';
import { importCrontab } from '../../client/cli/import/crontab.ts';
import { importEventBridge } from '../../client/cli/import/eventbridge.ts';
import { importKubernetes } from '../../client/cli/import/kubernetes.ts';
import { importVercel } from '../../client/cli/import/vercel.ts';
import { readJobsFile } from '../../client/cli/jobs-file/read-file.ts';
import { checkIfMatch } from '../../src/api/preconditions.ts';
import { Problem } from '../../src/api/problems.ts';
import { ChunkedBody } from '../../src/http/chunked-body.ts';
import { maskOf } from '../../src/http/mask.ts';
import { checkMediaType, formatOf } from '../../src/http/media-type.ts';
import { candidateNames, parseHosts, parseResolvConf } from '../../src/http/resolver-files.ts';
import { checkStart, parseHead } from '../../src/http/response-head.ts';
import { HIDDEN, showHidden } from '../../src/text/hidden-characters.ts';
import { define, type Parser, parseOr, require, textOf } from './text.ts';

const headParts = [
  'HTTP/1.1 200 OK',
  'HTTP/1.0 ',
  '204',
  '\r\n',
  '\n',
  ' ',
  ':',
  'content-length',
  '10',
  '-1',
  'transfer-encoding',
  'chunked',
  'gzip',
  ',',
  'keep-alive',
  'timeout=5',
  '__proto__',
  '\0',
];
const yamlParts = [
  'managed_by: a\n',
  'jobs:\n',
  '- key: a\n',
  '  target: https://a.example\n',
  '&a ',
  '*a',
  '!!binary ',
  '{',
  '}',
  '[',
  ']',
  ': ',
  '| \n',
  '"',
  '${env:A}',
  '$${env:A}',
  '---\n',
  '<<: ',
];
const sourceParts = [
  '{"name":"a"',
  ',"schedule":"* * * * *"',
  ',"uri":"https://u:p@a.example"',
  ',"every":"5"',
  ',"ScheduleExpression":"rate(5 minutes)"',
  ',"httpTarget":{',
  '"spec":{',
  '}',
  '[',
  ']',
  ',',
  'kind: CronJob\n',
  '* * * * * curl https://u:p@a.example\n',
  '"crons":[{"path":"/a","schedule":"0 0 * * *"}]',
];
const SECRET = 'k-1/"é2345';
const importers = [
  importBullMq,
  importCloudScheduler,
  importCrontab,
  importEventBridge,
  importKubernetes,
  importVercel,
];
const now = Temporal.Instant.from('2026-11-29T00:00:00Z');

export const wireParsers: readonly Parser[] = [
  define('head of a response', textOf(headParts, fc.string({ unit: 'binary-ascii' })), (text) => {
    for (const method of ['GET', 'HEAD']) {
      const head = parseHead(text, method);
      if (typeof head === 'string') continue;
      require(head.statusCode >= 100 && head.statusCode <= 999, 'returns no status code');
      require(head.idleMs >= 0 && head.idleMs <= 60_000, 'keeps a connection for another time');
      require(Object.getPrototypeOf(head.headers) === Object.prototype, 'sets a prototype');
    }
    checkStart(text);
  }),
  define(
    'chunked body',
    textOf(['0', 'a', '5;x=y', '\r\n', '\n', 'hello', 'ffffffffffff', 'x: y']),
    (text) => {
      const bytes = Buffer.from(text, 'latin1');
      const read = (pieces: readonly Buffer[]) => {
        const body = new ChunkedBody();
        let data = '';
        for (const piece of pieces) {
          const end = body.push(piece, (part) => {
            data += part.toString('latin1');
          });
          if (end !== -1) return end === null ? null : data;
        }
        return data;
      };
      const whole = read([bytes]);
      const byByte = read(Array.from(bytes, (_, index) => bytes.subarray(index, index + 1)));
      require(whole === byByte, 'depends on how the bytes are split');
    },
  ),
  define(
    'media type',
    textOf(['application', '/', 'json', '+json', ';', 'charset=', 'utf-8', '"', ' ']),
    (text) => {
      formatOf(text);
      checkMediaType(text, { a: 'é' });
    },
  ),
  define(
    'hosts file',
    textOf(['127.0.0.1', '::1', ' ', '\t', 'a.example', '#', '\n', '__proto__']),
    (text) => {
      for (const addresses of parseHosts(text).values()) require(addresses.length > 0, 'has no address');
    },
  ),
  define(
    'resolv.conf',
    textOf(['nameserver ', '::1', 'search ', 'a.b', '\n', 'options ', 'ndots:9', '#']),
    (text) => {
      const config = parseResolvConf(text);
      require(config.tries > 0 && config.timeoutMs > 0, 'asks never');
      require(candidateNames('a.b', config).length > 0, 'has no name to ask for');
    },
  ),
  define('If-Match', textOf(['"', '1', 'W/', '*', ',', ' ']), (text) => {
    parseOr(() => checkIfMatch(text, { version: 1 }), Problem);
  }),
  define('hidden characters', fc.string({ unit: 'binary' }), (text) => {
    require(!HIDDEN.test(showHidden(text)), 'shows a hidden character');
  }),
  define(
    'mask of secrets',
    textOf([SECRET, SECRET.slice(0, 7), encodeURIComponent(SECRET), '"', 'k-']),
    (text) => {
      const mask = maskOf([SECRET]);
      const masked = mask(`${text}${SECRET.slice(0, 8)}`, true);
      require(!masked.includes(SECRET), 'shows the secret');
      require(!masked.endsWith(SECRET.slice(0, 8)), 'shows the start of a secret that is cut');
    },
  ),
  define('file of jobs', fc.oneof(fc.json(), textOf(yamlParts)), (text) => {
    parseOr(() => readJobsFile(text, 'jobs.yaml', { A: 'b' }), CommandFailure);
  }),
  define('files of other schedulers', fc.oneof(fc.json(), textOf(sourceParts)), (text) => {
    for (const importer of importers) {
      const found = parseOr(
        () => importer(text, { timezone: 'UTC', baseUrl: 'https://a.example', now }),
        CommandFailure,
      );
      for (const { target } of found?.jobs ?? []) require(!target?.includes('u:p@'), 'keeps a password');
    }
  }),
];
