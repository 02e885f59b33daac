// Tests that requests of `curl` and `wget` commands are read, and that other commands are refused with the reason.
import { expect, test } from 'vitest';
import { readCrontabLine } from './crontab-line.ts';
import { readHttpCommand } from './http-command.ts';

test.each([
  ['curl example.com', { target: 'http://example.com', method: 'GET', payload: null }],
  [`curl -d a=1 -d 'b=2 3' https://example.com`, { method: 'POST', payload: 'a=1&b=2 3' }],
  [`curl -G -d q=1 "https://example.com/?a=2"`, { method: 'GET', target: 'https://example.com/?a=2&q=1' }],
  [`curl --data-urlencode 'q=a b&c' https://example.com`, { payload: 'q=a%20b%26c' }],
  [
    `curl -XPUT -H'Content-Type: application/json' -d '{"a":[1,"x"]}' https://e.com`,
    { method: 'PUT', headers: {}, payload: { a: [1, 'x'] } },
  ],
  [`curl https://e.com -H $'x-text: it\\'s \\u00fc' --compressed`, { headers: { 'x-text': "it's ü" } }],
  ['curl -u user:p%ss https://e.com', { headers: { Authorization: 'Basic dXNlcjpwJXNz' } }],
  [
    'curl -sSfm2.5 --retry=2 -o /dev/null https://e.com > /dev/null 2>&1',
    { timeout_seconds: 3, max_attempts: 3 },
  ],
  [
    `curl 'https://e.com' \\\n  -H 'accept: */*' \\\n  --data-raw '@text'`,
    { headers: { accept: '*/*', 'Content-Type': 'application/x-www-form-urlencoded' }, payload: '@text' },
  ],
  [
    'curl -H "authorization: Bearer $TOKEN" https://e.com/${ID}',
    { headers: { authorization: 'Bearer ${env:TOKEN}' }, target: 'https://e.com/${env:ID}' },
  ],
  ['wget --spider -T 5 -t 2 https://e.com', { method: 'HEAD', timeout_seconds: 5, max_attempts: 2 }],
  ['curl -L https://e.com', { notes: [expect.stringContaining('redirect')] }],
])('%s', (command, request) => {
  expect(readHttpCommand(command)).toMatchObject(request);
});

test.each([
  ['backup --now', /not a curl or wget/],
  ['curl https://e.com | sh', /has \|/],
  ['curl https://e.com && true', /has &&/],
  ['curl https://a.com https://b.com', /2 URLs/],
  ['curl', /no URL/],
  ['curl -F a=@file https://e.com', /multipart/],
  ['curl -k https://e.com', /certificates/],
  ['curl -d @body.json https://e.com', /from a file/],
  ['curl --json "{" https://e.com', /not valid JSON/],
  ['curl --what https://e.com', /--what/],
  ['curl "https://e.com', /closing/],
  ['curl https://e.com/$(date)', /substitution/],
  ['curl -X TRACE https://e.com', /TRACE/],
])('%s is refused', (command, reason) => {
  expect(() => readHttpCommand(command)).toThrow(reason);
});

test.each([
  ['0 5 * * * root /bin/true', { kind: 'job', expression: '0 5 * * *', command: '/bin/true' }],
  ['@hourly curl e.com/a\\%20b%stdin', { kind: 'job', expression: '@hourly', command: 'curl e.com/a%20b' }],
  ['A = "b c"', { kind: 'variable', name: 'A', value: 'b c' }],
  ['  # comment', undefined],
  ['just some words in a line here', undefined],
])('the crontab line %s', (line, expected) => {
  expect(readCrontabLine(line)).toEqual(expected);
});

test('long commands are read in linear time', () => {
  for (const part of ['"', "'", '$', '\\', ' ', '-d a ', '${', "$'\\u"]) {
    const text = `curl ${part.repeat(20_000)}`;
    try {
      readHttpCommand(text);
    } catch (error) {
      expect(error).toHaveProperty('name', 'CommandError');
    }
  }
});
