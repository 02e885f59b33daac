// Orders test files: project by project, the slowest files of each first.
import { statSync } from 'node:fs';
import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of more than 15 s on two cores. Started last, such a file would run alone at the end. */
const SLOWEST = [
  'src/web/states.browser.test.ts',
  'src/web/screens.browser.test.ts',
  'src/web/form/form.browser.test.ts',
  'src/web/jobs/jobs.browser.test.ts',
  'src/web/web.browser.test.ts',
  'src/api/swagger.browser.test.ts',
  'src/web/list/rows.browser.test.ts',
  'src/main.embedded.test.ts',
  'src/main.all.test.ts',
  'src/documentation.redis.test.ts',
  'src/cluster.redis.test.ts',
  'scripts/transfer.embedded.redis.test.ts',
  'src/rude-targets.embedded.test.ts',
  'src/api/lock-timeouts.postgres.test.ts',
  'src/api/events.redis.test.ts',
  'src/queue/redis.redis.test.ts',
  'scripts/simulation/simulation.test.ts',
  'openapi/schemas/job-fields.test.ts',
  'scripts/generate.test.ts',
];

const root = path.join(import.meta.dirname, '../..');

/** Without it, files are ordered by their size, which says little about their time. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const index = SLOWEST.indexOf(path.relative(root, moduleId));
      return index < 0 ? SLOWEST.length : index;
    };
    const keyed = files.map((file) => ({
      file,
      project: file.project.name,
      rank: rankOf(file),
      bytes: statSync(file.moduleId).size,
    }));
    // A worker runs the files of one project one after the other, with the modules that it has loaded.
    keyed.sort((a, b) => compare(a.project, b.project) || a.rank - b.rank || b.bytes - a.bytes);
    return keyed.map(({ file }) => file);
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
