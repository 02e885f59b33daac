// Calls an operation of the contract by its ID.
import { type Result, unwrap } from '../src/calls.ts';
import { toError } from '../src/errors.ts';
import type { Scheduler } from '../src/index.ts';
import type { Operation } from './contract.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';

/** The value of a parameter as text, or several values of a list. */
export type ParameterValues = Readonly<Record<string, unknown>>;

type Call = (path: string, init: object) => Promise<Result<unknown>>;

/** Returns the response. Throws for missing and unknown parameters before the request. */
export async function callOperation(
  { raw }: Scheduler,
  operation: Operation,
  { values, body }: { values: ParameterValues; body?: unknown },
): Promise<unknown> {
  checkNames(operation, values);
  const path: Record<string, unknown> = {};
  const query: Record<string, unknown> = {};
  for (const parameter of operation.parameters) {
    const value = values[parameter.name];
    if (value !== undefined) (parameter.in === 'path' ? path : query)[parameter.name] = value;
    else if (parameter.required) {
      throw new CommandFailure(`${operation.id} requires the parameter ${parameter.name}.`, EXIT.usage);
    }
  }
  if (body === undefined && operation.isBodyRequired) {
    throw new CommandFailure(`${operation.id} requires a body.`, EXIT.usage);
  }
  const call = raw[operation.method].bind(raw) as unknown as Call;
  const result = call(operation.path, { params: { path, query }, ...(body !== undefined && { body }) });
  const { response, error } = await result;
  if (!response.ok) throw toError(response, error);
  return response.status === 204 ? null : await unwrap(result);
}

function checkNames({ id, parameters }: Operation, values: ParameterValues): void {
  const names = parameters.map(({ name }) => name);
  const unknown = Object.keys(values).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  throw new CommandFailure(`${id} has no parameter ${unknown}; ${known}.`, EXIT.usage);
}
