// Test helper: a DNS server on 127.0.0.1 with chosen answers, and the files of a resolver that uses it.
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createResolver, type Resolver } from './resolver.ts';

export interface DnsAnswer {
  addresses: string[];
  ttlSeconds?: number;
}

/** Undefined: the name does not exist. `silence`: no response. `failure`: SERVFAIL. */
export type AnswerQuery = (name: string, type: 'A' | 'AAAA') => DnsAnswer | 'silence' | 'failure' | undefined;

export interface TestDns {
  resolver: Resolver;
  /** The names of all A queries, in order; repetitions of a query without a response count too. */
  queries: string[];
  /** Replaces the hosts file. */
  writeHosts: (text: string) => void;
  /** Replaces resolv.conf; the name server stays. */
  writeOptions: (text: string) => void;
}

const NAME_START = 12;
const POINTER_TO_NAME = 0xc0_0c;

/** Ends with the test. */
export async function startDns(answer: AnswerQuery, options = ''): Promise<TestDns> {
  const folder = mkdtempSync(path.join(tmpdir(), 'dns-'));
  const socket = createSocket('udp4');
  const queries: string[] = [];
  socket.on('message', (message, from) => {
    const { name, type, end } = readQuestion(message);
    if (type === 'A') queries.push(name);
    const response = type === undefined ? undefined : answer(name, type);
    if (response === 'silence' || type === undefined) return;
    const isFound = typeof response === 'object';
    const records = isFound
      ? response.addresses.filter((address) => (isIP(address) === 6) === (type === 'AAAA'))
      : [];
    const header = Buffer.from(message.subarray(0, NAME_START));
    header.writeUInt16BE(0x81_80 | (isFound ? 0 : response === 'failure' ? 2 : 3), 2);
    for (const [offset, count] of [
      [4, 1],
      [6, records.length],
      [8, 0],
      [10, 0],
    ] as const)
      header.writeUInt16BE(count, offset);
    const question = message.subarray(NAME_START, end);
    const ttlSeconds = isFound ? (response.ttlSeconds ?? 60) : 0;
    socket.send(
      Buffer.concat([header, question, ...records.map((address) => writeRecord(address, ttlSeconds))]),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));

  const files = { hostsFile: path.join(folder, 'hosts'), resolvConf: path.join(folder, 'resolv.conf') };
  const writeHosts = (text: string) => writeFileSync(files.hostsFile, text);
  const writeOptions = (text: string) =>
    writeFileSync(files.resolvConf, `nameserver 127.0.0.1:${socket.address().port}\n${text}`);
  writeHosts('');
  writeOptions(options);
  const resolver = createResolver(files);
  onTestFinished(() => {
    resolver.close();
    socket.close();
    rmSync(folder, { recursive: true });
  });
  return { resolver, queries, writeHosts, writeOptions };
}

function readQuestion(message: Buffer) {
  const labels: string[] = [];
  let at = NAME_START;
  for (let length = message[at]!; length > 0; length = message[at]!) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const types: Record<number, 'A' | 'AAAA'> = { 1: 'A', 28: 'AAAA' };
  return { name: labels.join('.').toLowerCase(), type: types[message.readUInt16BE(at + 1)], end: at + 5 };
}

function writeRecord(address: string, ttlSeconds: number): Buffer {
  const isFour = isIP(address) === 4;
  const bytes = isFour ? Buffer.from(address.split('.').map(Number)) : Buffer.from(expand(address), 'hex');
  const head = Buffer.alloc(12);
  head.writeUInt16BE(POINTER_TO_NAME, 0);
  head.writeUInt16BE(isFour ? 1 : 28, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttlSeconds, 6);
  head.writeUInt16BE(bytes.length, 10);
  return Buffer.concat([head, bytes]);
}

/** An address with one `::` as 32 hexadecimal digits. */
function expand(address: string): string {
  const [before = [], after = []] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '');
  return [...before, ...zeros, ...after].map((group) => group.padStart(4, '0')).join('');
}
