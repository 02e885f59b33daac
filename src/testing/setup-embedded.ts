// Creates the embedded databases that tests copy, and starts the build of the interface.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../store/embedded.ts';
import { buildPage } from './page.ts';
import { migrateFully } from './template.ts';
import { dataFolder } from './temporary.ts';

/** Names the folder of the project that was set up first, for the other one. */
const TEMPLATE = 'TEST_EMBEDDED_TEMPLATE';

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env[TEMPLATE];
  const folder = given ?? (await mkdtemp(path.join(dataFolder, 'scheduler-template-')));
  process.env[TEMPLATE] = folder;

  // The build takes as long as the other preparations, and uses the other core. Files that need the interface wait for it.
  const pageFlag = path.join(folder, 'page');
  project.provide('pageFlag', pageFlag);
  if (project.name === 'browser') {
    const build = () => void buildPage(pageFlag).catch(() => {});
    build();
    project.onTestsRerun(async () => {
      await rm(pageFlag, { recursive: true, force: true });
      build();
    });
  }

  const template = { empty: path.join(folder, 'empty'), migrated: path.join(folder, 'pg') };
  if (given === undefined) {
    await (await openEmbedded(folder)).close();
    await cp(template.migrated, template.empty, { recursive: true });
    await migrateFully({ DATA_DIR: folder });
  }
  project.provide('template', template);
  return async () => {
    if (given === undefined) await rm(folder, { recursive: true, force: true });
  };
}
