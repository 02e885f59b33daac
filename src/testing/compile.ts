// Test helper: checks the types of TypeScript files that users would write.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.join(import.meta.dirname, '../..');

/** Compiles every `.ts` file of the folder, outside the project, and returns the compiler's complaints. */
export async function compileFolder(folder: string, compilerOptions: object = {}): Promise<string> {
  const tsconfig = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: { typeRoots: [path.join(root, 'node_modules/@types')], ...compilerOptions },
    include: ['*.ts'],
    exclude: [],
  };
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
  const compiler = path.join(root, 'node_modules/.bin/tsc');
  const compiled = promisify(execFile)(compiler, ['-p', folder]);
  return (await compiled.catch((error: { stdout: string }) => error)).stdout;
}
