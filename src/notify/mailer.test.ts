// Tests e-mail against a real SMTP server: the message, the login, and refusals.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMailer } from './mailer.ts';

const received: { from: string; to: string[]; user: unknown; data: string }[] = [];
const server = new SMTPServer({
  authOptional: true,
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  onAuth: ({ username, password }, _session, done) =>
    password === 'p@ss'
      ? done(null, { user: username ?? '' })
      : done(
          // A server that returns the login, with the escape character of terminals.
          new Error(`No ${password} ${btoa(password ?? '')} ${btoa(`\0${username}\0${password}`)}\u001b[2J`),
        ),
  onRcptTo: ({ address }, _session, done) =>
    done(address.startsWith('nobody') ? new Error('No such user') : null),
  onData: (stream, { envelope, user }, done) => {
    void text(stream).then((data) => {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      received.push({ from, to: envelope.rcptTo.map(({ address }) => address), user, data });
      done();
    });
  },
});
let port = 0;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  ({ port } = server.server.address() as AddressInfo);
});
afterAll(() => server.close());

const mail = { messageId: '<n@scheduler-service>', subject: 'Failing: “Rechnung”', text: 'It has failed.' };
const mailer = (user = '') =>
  createMailer({ url: `smtp://${user}127.0.0.1:${port}`, from: 'Scheduler <scheduler@example.com>' });

test('a message reaches all recipients, with the sender, subject and stable ID', async () => {
  await mailer('ada:p%40ss@')({ ...mail, to: ['a@example.com', 'b@example.com'] });
  const [{ from, to, user, data } = { from: '', to: [], user: '', data: '' }] = received;
  expect({ from, to, user }).toEqual({
    from: 'scheduler@example.com',
    to: ['a@example.com', 'b@example.com'],
    user: 'ada',
  });
  expect(data).toContain('Message-ID: <n@scheduler-service>');
  expect(data).toContain('From: Scheduler <scheduler@example.com>');
  expect(data).toMatch(/^X-Mailer: scheduler-service\/\d+\.\d+\.\d+/m);
  expect(data).toContain('It has failed.');
});

test('a refused recipient, a wrong password and an absent server are errors', async () => {
  await expect(mailer()({ ...mail, to: ['a@example.com', 'nobody@example.com'] })).rejects.toThrow(
    'The server refused the recipients nobody@example.com.',
  );
  await expect(mailer('ada:wrong@')({ ...mail, to: ['a@example.com'] })).rejects.toThrow(/Invalid login/);
  const login = await mailer('ada:hunter2-hunter2@')({ ...mail, to: ['a@example.com'] }).catch(
    (error: Error) => error.message,
  );
  expect(login).toMatch(/No \[redacted\] \[redacted\] \[redacted\]/);
  expect(login).not.toMatch(/hunter2|\u001b/);
  const absent = createMailer({ url: 'smtp://127.0.0.1:9', from: 'a@example.com' });
  await expect(absent({ ...mail, to: ['a@example.com'] })).rejects.toThrow(/ECONNREFUSED/);
});
