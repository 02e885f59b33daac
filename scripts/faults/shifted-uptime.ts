// Adds the shift of the clock to the uptime of the machine. Loaded before the service by `--import`.
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

// Node.js reads /proc/uptime, which libfaketime does not change.
const uptime = os.uptime;
const file = process.env['SHIFTED_UPTIME_FILE']!;
os.uptime = () => uptime() + Number(readFileSync(file, 'utf8'));
syncBuiltinESMExports();
