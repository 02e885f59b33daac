// Creates the embedded database that tests copy, and the flag that marks the interface as built.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../store/embedded.ts';

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const template = await mkdtemp(path.join(tmpdir(), 'scheduler-template-'));
  await (await openEmbedded(template)).close();
  project.provide('emptyDatabase', path.join(template, 'pg'));
  const pageFlag = path.join(template, 'page');
  project.provide('pageFlag', pageFlag);
  project.onTestsRerun(() => rm(pageFlag, { recursive: true, force: true }));
  return () => rm(template, { recursive: true, force: true });
}
