// All scenarios, in the order of the table.
import type { Scenario } from '../scenario.ts';
import { redisScenarios } from './redis.ts';
import { workerScenarios } from './workers.ts';

export const scenarios: readonly Scenario[] = [...workerScenarios, ...redisScenarios];
