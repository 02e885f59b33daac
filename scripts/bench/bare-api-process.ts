// A bare API for comparison: Hono routes with the same validation and one INSERT or one SELECT.

import { randomUUIDv7 } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve as serveHttp } from '@hono/node-server';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import pg from 'pg';
import { JobInput } from '../../openapi/schemas/job.ts';
import { serve } from './rpc.ts';

const [postgresUrl] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: postgresUrl!, max: 10 });
await pool.query('create table if not exists bare_jobs (id uuid primary key, definition jsonb not null)');

const anything = { 200: { description: 'Rows.', content: { 'application/json': { schema: z.unknown() } } } };
const createJob = createRoute({
  method: 'post',
  path: '/jobs',
  request: { body: { required: true, content: { 'application/json': { schema: JobInput } } } },
  responses: { 201: { description: 'The row.', content: { 'application/json': { schema: z.unknown() } } } },
});
const listJobs = createRoute({
  method: 'get',
  path: '/jobs',
  request: { query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200) }) },
  responses: anything,
});

const app = new OpenAPIHono();
app.openapi(createJob, async (c) => {
  const { rows } = await pool.query<{ id: string; definition: object }>({
    name: 'insert_job',
    text: 'insert into bare_jobs (id, definition) values ($1, $2) returning id, definition',
    values: [randomUUIDv7(), JSON.stringify(c.req.valid('json'))],
  });
  return c.json(rows[0], 201);
});
app.openapi(listJobs, async (c) => {
  const { rows } = await pool.query({
    name: 'list_jobs',
    text: 'select * from jobs order by id desc limit $1',
    values: [c.req.valid('query').limit],
  });
  return c.json(rows, 200);
});
const server = serveHttp({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
await once(server, 'listening');

const handlers = { url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
export type BareApiHandlers = typeof handlers;
serve(handlers);
