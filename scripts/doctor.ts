// Checks settings, connections, rights and ports, and says what to do. Changes nothing in PostgreSQL.
import { readSettings, SettingsError } from '../src/settings.ts';
import { checkDatabase } from './doctor/check-database.ts';
import { checkNode, checkPort, checkRedisServer, checkSettings } from './doctor/check-machine.ts';
import { type Finding, failed, ok, toText } from './doctor/finding.ts';

const reported: Finding[] = [];
function report(findings: readonly Finding[]): void {
  for (const finding of findings) console.log(toText(finding));
  reported.push(...findings);
}

report([checkNode()]);
try {
  const settings = readSettings();
  report([ok('settings', 'valid'), ...checkSettings(settings)]);
  report(await checkDatabase(settings));
  if (settings.redisUrl !== undefined)
    report([await checkRedisServer(settings.redisUrl, settings.redisExtras)]);
  report([await checkPort('PORT', settings.port, settings.host)]);
  if (settings.workerPort !== undefined)
    report([await checkPort('WORKER_PORT', settings.workerPort, settings.host)]);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  const [, ...errors] = error.message.split('\n');
  report(errors.map((line) => failed('settings', line.trim())));
}
const hasFailed = reported.some(({ status }) => status === 'failed');
console.log(hasFailed ? '\nThe service cannot run with these settings.' : '\nThe service can run.');
if (hasFailed) process.exitCode = 1;
