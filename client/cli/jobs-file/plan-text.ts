// Describes a plan in lines, like a diff.
import type { JobPlan, PlannedJob } from '../../src/index.ts';

const SIGNS: Readonly<Record<PlannedJob['action'], string>> = {
  create: '+',
  update: '~',
  delete: '-',
  keep: '?',
  unchanged: ' ',
};
const VALUE_CHARACTERS = 120;

export function hasChanges({ counts }: JobPlan): boolean {
  return counts.create + counts.update + counts.delete > 0;
}

export function describePlan({ dry_run, managed_by, counts, jobs }: JobPlan): string[] {
  const lines = jobs.filter(({ action }) => action !== 'unchanged').flatMap(describeJob);
  const verb = dry_run ? ' to' : '';
  const forms = dry_run ? ['create', 'update', 'delete'] : ['created', 'updated', 'deleted'];
  const numbers = [counts.create, counts.update, counts.delete];
  const parts = numbers.map((count, index) => `${count}${verb} ${forms[index]}`);
  lines.push(`${managed_by}: ${parts.join(', ')}, ${counts.unchanged} unchanged.`);
  if (counts.keep > 0) lines.push(`${counts.keep} not in the file: --prune deletes them.`);
  return lines;
}

function describeJob({ action, key, name, changed, before, after }: PlannedJob): string[] {
  const fields = changed.map((field) => `    ${field}: ${show(before, field)} → ${show(after, field)}`);
  return [`${SIGNS[action]} ${key ?? '(no key)'}  ${name}`, ...fields];
}

function show(values: Record<string, unknown>, field: string): string {
  if (!(field in values)) return '…';
  const text = JSON.stringify(values[field]);
  return text.length <= VALUE_CHARACTERS ? text : `${text.slice(0, VALUE_CHARACTERS)}…`;
}
