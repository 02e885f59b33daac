// Objective schemas: the share of a tag's runs that begin in time, and what is left of its budget.
import { z } from '@hono/zod-openapi';
import { Instant, orNull } from './common.ts';
import { wholeNumber } from './messages.ts';

const fields = {
  share: z
    .number()
    .gt(0)
    .lt(1)
    .openapi({ description: 'The share of runs that begin in time, between 0 and 1.', example: 0.999 }),
  within_seconds: wholeNumber(1, 86_400).openapi({
    description: 'A run begins in time if its first attempt starts at most this long after `due_at`.',
    example: 30,
  }),
  window_days: wholeNumber(1, 90).openapi({ description: 'The days that are judged together, until now.' }),
};

const Count = z.int().min(0);
const burnRate = (window: string) =>
  orNull(z.number()).openapi({
    description: `How fast the last ${window} used the budget: 1 uses it up exactly within the window of the objective. Null without runs.`,
  });

export const objectiveTag = z.string().min(1).max(100).openapi({
  description: 'A tag of jobs.',
  example: 'billing',
});

const exampleInput = { share: 0.999, within_seconds: 30, window_days: 30 };
const example = {
  tag: 'billing',
  ...exampleInput,
  counted_since: '2027-01-01T00:00:00.000Z',
  good: 99_950,
  bad: 50,
  reached: 0.9995,
  budget_left: 0.5,
  burn_rate_1h: 0,
  burn_rate_6h: 0.4,
  burn_rate_24h: 1.2,
};

export const Objective = z
  .strictObject({
    tag: objectiveTag,
    ...fields,
    counted_since: Instant.openapi({
      description:
        'Runs count from here on: the creation of the objective, or the last change of `within_seconds`.',
    }),
    good: Count.openapi({ description: 'Runs in the window that began in time.' }),
    bad: Count.openapi({ description: 'Runs in the window that began later, and missed occurrences.' }),
    reached: orNull(z.number()).openapi({
      description: 'The share of runs in the window that began in time. Null without runs.',
    }),
    budget_left: z.number().openapi({
      description:
        'The part of the allowed bad runs that is left: 1 is all of it; below 0 the objective is missed.',
    }),
    burn_rate_1h: burnRate('hour'),
    burn_rate_6h: burnRate('6 hours'),
    burn_rate_24h: burnRate('24 hours'),
  })
  .openapi('Objective', { example });

/** The body of PUT /objectives/{tag}. */
export const ObjectiveInput = z
  .strictObject({ ...fields, window_days: fields.window_days.default(30) })
  .openapi('ObjectiveInput', { example: exampleInput });

export const Objectives = z
  .strictObject({ data: z.array(Objective).max(100) })
  .openapi('Objectives', { example: { data: [example] } });

export type Objective = z.infer<typeof Objective>;
