// All scenarios, in the order of the table.
import type { Scenario } from '../scenario.ts';
import { apiScenarios } from './apis.ts';
import { clockScenarios } from './clocks.ts';
import { diskScenarios } from './disks.ts';
import { networkScenarios } from './network.ts';
import { postgresScenarios } from './postgres.ts';
import { redisScenarios } from './redis.ts';
import { redisRefusalScenarios } from './redis-refusals.ts';
import { rowScenarios } from './rows.ts';
import { targetScenarios } from './targets.ts';
import { workerScenarios } from './workers.ts';

export const scenarios: readonly Scenario[] = [
  ...workerScenarios,
  ...apiScenarios,
  ...redisScenarios,
  ...redisRefusalScenarios,
  ...postgresScenarios,
  ...diskScenarios,
  ...networkScenarios,
  ...clockScenarios,
  ...targetScenarios,
  ...rowScenarios,
];
