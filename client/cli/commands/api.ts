// The command `api`: calls any operation of the API by its ID.
import type { Command } from 'commander';
import { callOperation } from '../call-operation.ts';
import { readInput } from '../connection.ts';
import { type Operation, operations } from '../contract.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { createOutput } from '../output.ts';
import type { Setup } from '../setup.ts';
import { readJson } from './jobs.ts';

interface ApiOptions {
  param: Record<string, string>;
  body?: string;
}

export function addApiCommand({ program, connected, surroundings }: Setup): void {
  program
    .command('api [operation]')
    .description('call an operation of the API by its ID; without an ID, list the operations')
    .option('-p, --param <name=value>', 'a path or query parameter, repeatable', collect, {})
    .option('-b, --body <file>', 'file with the JSON body; - for the standard input')
    .action(async (id: string | undefined, { param, body: file }: ApiOptions, command: Command) => {
      if (id === undefined) {
        const { json } = command.optsWithGlobals<{ json?: boolean }>();
        return listOperations(createOutput(surroundings, json ?? false));
      }
      const operation = operations.find((declared) => declared.id === id);
      if (operation === undefined) {
        throw new CommandFailure(`There is no operation ${id}. List them with: scheduler api`, EXIT.usage);
      }
      const context = connected(command);
      const body = file === undefined ? undefined : readJson(await readInput(context, file));
      context.output.json(await callOperation(context.scheduler, operation, { values: param, body }));
    });
}

function listOperations(output: ReturnType<typeof createOutput>): void {
  output.rows<Operation>(operations, {
    id: ({ id }) => id,
    request: ({ method, path }) => `${method} ${path}`,
    role: ({ role }) => role,
    summary: ({ summary }) => summary,
  });
}

function collect(text: string, collected: Record<string, string>): Record<string, string> {
  const [name = '', ...value] = text.split('=');
  if (value.length === 0) throw new CommandFailure(`--param ${text}: write name=value.`, EXIT.usage);
  return { ...collected, [name]: value.join('=') };
}
