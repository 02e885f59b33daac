// Preloaded into the service: every DNS query goes to the name server of BENCH_NAME_SERVER, which never answers.
import { Resolver } from 'node:dns/promises';

const nameServer = process.env['BENCH_NAME_SERVER'];
const channels = Resolver.prototype;
const { setServers } = channels;
if (nameServer !== undefined)
  channels.setServers = function (this: Resolver) {
    setServers.call(this, [nameServer]);
  };
