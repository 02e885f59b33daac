// Creates the embedded databases that tests copy, and the flag that marks the interface as built.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../store/embedded.ts';
import { migrateFully } from './template.ts';
import { dataFolder } from './temporary.ts';

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(dataFolder, 'scheduler-template-'));
  const template = { empty: path.join(folder, 'empty'), migrated: path.join(folder, 'pg') };
  await (await openEmbedded(folder)).close();
  await cp(template.migrated, template.empty, { recursive: true });
  await migrateFully({ DATA_DIR: folder });
  project.provide('template', template);

  const pageFlag = path.join(folder, 'page');
  project.provide('pageFlag', pageFlag);
  project.onTestsRerun(() => rm(pageFlag, { recursive: true, force: true }));
  return () => rm(folder, { recursive: true, force: true });
}
