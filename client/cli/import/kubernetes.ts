// Imports CronJob manifests of Kubernetes whose container sends one `curl` or `wget` request.
import {
  CommandError,
  type CommandRequest,
  readHttpCommand,
  readHttpWords,
} from '../../../src/text/http-command.ts';
import { CommandFailure } from '../exit-codes.ts';
import { isObject } from '../jobs-file/read-file.ts';
import { readYamlDocuments } from '../jobs-file/read-yaml.ts';
import { Collection, type Imported, type ImportOptions } from './collection.ts';
import { clamp, numberAt, objectAt, textAt, toDelivery, type Values, valueAt } from './request.ts';
import { toSchedule } from './schedule.ts';

const OVERLAPS: Readonly<Record<string, 'allow' | 'skip' | 'cancel_previous'>> = {
  Allow: 'allow',
  Forbid: 'skip',
  Replace: 'cancel_previous',
};

export function importKubernetes(text: string, options: ImportOptions): Imported {
  const found = new Collection();
  for (const manifest of readManifests(text)) {
    const name = textAt(manifest, 'metadata', 'name') ?? 'unnamed';
    const kind = textAt(manifest, 'kind') ?? 'document';
    const where = `${kind} ${name}`;
    if (kind === 'CronJob') importCronJob(found, where, manifest, options);
    else found.note(where, 'is not a CronJob');
  }
  return found;
}

function readManifests(text: string): Values[] {
  const manifests: Values[] = [];
  for (const value of readYamlDocuments(text, 'The file')) {
    if (!isObject(value)) continue;
    const items = valueAt(value, 'items');
    manifests.push(...(Array.isArray(items) ? items.filter(isObject) : [value]));
  }
  if (manifests.length === 0) throw new CommandFailure('The file has no Kubernetes manifest.');
  return manifests;
}

function importCronJob(found: Collection, where: string, manifest: Values, options: ImportOptions): void {
  const spec = objectAt(manifest, 'spec');
  const timezone = textAt(spec, 'timeZone') ?? options.timezone;
  const schedule = toSchedule(textAt(spec, 'schedule') ?? '', { ...options, timezone });
  if (typeof schedule === 'string') return found.note(where, schedule);
  const containers = valueAt(spec, 'jobTemplate', 'spec', 'template', 'spec', 'containers');
  const [container, ...more] = Array.isArray(containers) ? containers.filter(isObject) : [];
  if (container === undefined || more.length > 0) {
    return found.note(where, `has ${more.length + (container ? 1 : 0)} containers: a job sends one request`);
  }
  let request: CommandRequest;
  try {
    request = readContainer(container);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return found.note(where, `the container ${textAt(container, 'name') ?? ''} ${error.message}`);
  }
  const namespace = textAt(manifest, 'metadata', 'namespace');
  const name = textAt(manifest, 'metadata', 'name') ?? request.target;
  const deadline = numberAt(spec, 'startingDeadlineSeconds');
  const jobSpec = objectAt(spec, 'jobTemplate', 'spec');
  const timeout = numberAt(jobSpec, 'activeDeadlineSeconds');
  const retries = numberAt(jobSpec, 'backoffLimit');
  found.add(where, namespace === undefined ? name : `${namespace}:${name}`, {
    name,
    ...toDelivery(request),
    ...schedule,
    overlap: OVERLAPS[textAt(spec, 'concurrencyPolicy') ?? 'Allow'] ?? 'allow',
    ...(timeout !== undefined && { timeout_seconds: clamp(timeout, 1, 1_800) }),
    ...(retries !== undefined && { retry: { max_attempts: clamp(retries + 1, 1, 50) } }),
    ...(deadline !== undefined && {
      catch_up: { policy: 'one' as const, window_seconds: clamp(deadline, 0, 2_592_000) },
    }),
    ...(valueAt(spec, 'suspend') === true && { status: 'inactive' as const }),
  });
  for (const note of request.notes) found.note(where, note);
  if (timeout !== undefined && timeout > 1_800)
    found.note(where, `activeDeadlineSeconds ${timeout}: an attempt takes at most 1800 s`);
  if (/\.svc(\.|:|\/|$)/.test(request.target)) {
    found.note(
      where,
      `${request.target} is an address in the cluster: the service has to run there, with this host in ALLOWED_TARGET_HOSTS`,
    );
  }
}

/** Reads the request of a container: its command and arguments, or the script of its shell. */
function readContainer(container: Values): CommandRequest {
  const texts = (name: string) => {
    const list = valueAt(container, name);
    return Array.isArray(list) ? list.map(String) : [];
  };
  const variables = readVariables(container);
  const expand = (name: string) => variables.get(name) ?? `\${env:${name}}`;
  const command = texts('command');
  const image = textAt(container, 'image') ?? '';
  const program = /(?:^|\/)[^/]*\b(curl|wget)\b[^/]*$/.exec(image)?.[1];
  const start = command.length > 0 || program === undefined ? command : [program];
  const words = [...start, ...texts('args')];
  const [shell = '', flags = ''] = words;
  if (/(?:^|\/)(?:ba|a|da)?sh$/.test(shell) && /^-[a-z]*c$/.test(flags)) {
    return readHttpCommand(withoutSettings(words[2] ?? ''), expand);
  }
  return readHttpWords(
    words.map((word) => word.replaceAll(/\$\((\w+)\)/g, (_, name: string) => expand(name))),
  );
}

/** A script of one command, without the `set -e` in front. */
function withoutSettings(script: string): string {
  return script
    .trim()
    .replace(/^set -\w+(?: pipefail)?\s*(?:;|\n)\s*/, '')
    .replace(/;\s*$/, '');
}

/** The environment of a container. Values from secrets become variables of the file. */
function readVariables(container: Values): Map<string, string> {
  const list = valueAt(container, 'env');
  const variables = new Map<string, string>();
  for (const item of Array.isArray(list) ? list.filter(isObject) : []) {
    const { name, value } = item;
    if (typeof name === 'string' && typeof value === 'string') variables.set(name, value);
  }
  return variables;
}
