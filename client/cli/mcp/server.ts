// The MCP server: offers the operations of the API to an assistant.
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { Scheduler } from '../../src/index.ts';
import { callOperation } from '../call-operation.ts';
import { version } from '../contract.ts';
import { Confirmations } from './confirmations.ts';
import { createTools, type Tool } from './tools.ts';

type Arguments = Record<string, unknown>;

export function createMcpServer(scheduler: Scheduler, { allowWrites }: { allowWrites: boolean }): Server {
  const tools = new Map(createTools(allowWrites).map((tool) => [tool.declaration.name, tool]));
  const confirmations = new Confirmations();
  const server = new Server({ name: 'scheduler', version }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Array.from(tools.values(), ({ declaration }) => declaration),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: given = {} } }) => {
    const tool = tools.get(name);
    if (tool === undefined) {
      return failure(
        `There is no tool ${name}.${allowWrites ? '' : ' Tools that change something need --allow-writes.'}`,
      );
    }
    try {
      return await callTool(scheduler, confirmations, tool, given);
    } catch (error) {
      return failure((error as Error).message);
    }
  });
  return server;
}

async function callTool(
  scheduler: Scheduler,
  confirmations: Confirmations,
  { operation, needsDryRun }: Tool,
  { body, confirm, ...values }: Arguments,
): Promise<CallToolResult> {
  if (!needsDryRun) return success(await callOperation(scheduler, operation, { values, body }));
  const requested = (body ?? {}) as Arguments;
  if (requested['dry_run'] === true) {
    const result = await callOperation(scheduler, operation, { values, body: requested });
    // The path parameters belong to the request.
    const token = confirmations.add(operation.id, { ...requested, ...values }, result);
    return success(
      result,
      `Nothing is changed yet. To carry this out, call ${operation.id} with the same arguments without dry_run, and with confirm ${token}.`,
    );
  }
  const write = confirmations.take(operation.id, { ...requested, ...values }, confirm as string | undefined);
  if (write === undefined) {
    return failure(
      'First call with dry_run true, and then with the same arguments and the confirm of the result, within ten minutes.',
    );
  }
  const names = operation.parameters.map(({ name }) => name);
  const writeBody = Object.fromEntries(Object.entries(write).filter(([name]) => !names.includes(name)));
  return success(await callOperation(scheduler, operation, { values, body: writeBody }));
}

function success(result: unknown, note?: string): CallToolResult {
  const texts = [JSON.stringify(result, null, 2), ...(note === undefined ? [] : [note])];
  return { content: texts.map((text) => ({ type: 'text', text })) };
}

function failure(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}
