// Example receiver: declares its job at startup, verifies deliveries and ignores repeats.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'scheduler-service-client';
import { verifyNodeRequest, WebhookError } from 'scheduler-service-client/webhooks';
import { openLedger } from './ledger.ts';

const {
  SCHEDULER_URL = 'http://localhost:3000',
  SCHEDULER_KEY,
  SIGNING_SECRET = '',
  DATABASE = 'invoices.db',
  PORT = '4000',
  PUBLIC_URL,
} = process.env;

interface Order {
  tenant: string;
}

const ledger = openLedger(DATABASE);

async function closeInvoices(request: IncomingMessage): Promise<string> {
  const delivery = await verifyNodeRequest<Order>(request, SIGNING_SECRET);
  // The month before the scheduled instant, not before today: the run may be late.
  const due = delivery.scheduledFor;
  const month = new Date(Date.UTC(due.getUTCFullYear(), due.getUTCMonth() - 1)).toISOString().slice(0, 7);
  const isNew = ledger.close({ id: delivery.id, month });
  const closed = `${delivery.payload.tenant}: ${month} closed ${ledger.countClosings(month)} times`;
  return isNew ? closed : `${closed}; this delivery was a repeat`;
}

function respond(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

const server = createServer((request, response) => {
  if (request.method !== 'POST' || request.url !== '/close') {
    respond(response, 404, 'Not found.');
    return;
  }
  closeInvoices(request).then(
    (text) => respond(response, 200, text),
    (error: unknown) => {
      if (error instanceof WebhookError) respond(response, error.status, error.message);
      else {
        console.error(error);
        respond(response, 500, 'Internal error.');
      }
    },
  );
});
server.listen(Number(PORT));
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

// Listen first, because a run may be due at once. Any number of processes declare the same job.
const scheduler = createClient({ baseUrl: SCHEDULER_URL, apiKey: SCHEDULER_KEY });
const job = await scheduler.jobs.ensure('invoices:close', {
  name: 'Close invoices',
  target: `${PUBLIC_URL ?? `http://localhost:${port}`}/close`,
  payload: { tenant: 'acme' } satisfies Order,
  schedule_type: 'cron',
  cron_expression: '0 6 1 * *',
  timezone: 'UTC',
  catch_up: { policy: 'all' },
  signing_secret: SIGNING_SECRET,
});
console.log(`Listening at port ${port}; the job is ${job.id}, next at ${job.next_run}.`);

process.once('SIGTERM', () => server.close());
