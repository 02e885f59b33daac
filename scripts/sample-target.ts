// A sample target for jobs: responds with 200 and prints each request. PORT defaults to 8080.
import { createServer } from 'node:http';

const port = Number(process.env['PORT'] ?? 8080);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const attempt = request.headers['scheduler-attempt'];
    if (attempt !== undefined) {
      const run = `${String(request.headers['webhook-id'])}, attempt ${String(attempt)}`;
      console.log(`${request.method} ${request.url} (${run}) ${Buffer.concat(chunks).toString()}`);
    }
    response.end('Thank you.\n');
  });
});
server.listen(port, () => console.log(`Listening on port ${port}.`));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0));
