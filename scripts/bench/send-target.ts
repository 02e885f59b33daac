// A target in a process of its own that answers each POST with 200 `ok`.
import { type AddressInfo, createServer } from 'node:net';

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok';
const CONTENT_LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

const server = createServer({ noDelay: true }, (socket) => {
  let received = '';
  socket.setEncoding('latin1');
  // The client drops its connections at the end.
  socket.on('error', () => {});
  socket.on('data', (chunk: string) => {
    received += chunk;
    for (let end = endOfRequest(received); end !== undefined; end = endOfRequest(received)) {
      received = received.slice(end);
      socket.write(ANSWER, 'latin1');
    }
  });
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit(0));

function endOfRequest(text: string): number | undefined {
  const endOfHead = text.indexOf('\r\n\r\n');
  if (endOfHead === -1) return undefined;
  const end = endOfHead + 4 + Number(CONTENT_LENGTH.exec(text.slice(0, endOfHead + 2))?.[1] ?? 0);
  return text.length < end ? undefined : end;
}
