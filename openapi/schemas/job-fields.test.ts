// Removes each part of a job's field in turn, and expects a compile error that names the field.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const FIELD = 'pause_after_failures';

interface Part {
  name: string;
  /** The file that holds the part. */
  file: string;
  /** The text of the part. */
  text: RegExp;
  /** The file that no longer compiles without the part. */
  failsIn: string;
  code: number;
}

const serverParts: Part[] = [
  {
    name: 'the declaration',
    file: 'openapi/schemas/job-fields.ts',
    text: /^ {2}pause_after_failures: nullable\([^]*?^ {2}\),\n/m,
    failsIn: 'src/api/job-input.ts',
    code: 2741,
  },
  {
    name: 'the column',
    file: 'src/store/job-columns.ts',
    text: /^ {2}pause_after_failures: number \| null;\n/m,
    failsIn: 'src/api/job-mapping.ts',
    code: 2345,
  },
  {
    name: 'the PostgreSQL type of the column',
    file: 'src/store/job-columns.ts',
    text: /^ {2}pause_after_failures: 'integer',\n/m,
    failsIn: 'src/store/job-columns.ts',
    code: 2741,
  },
];

const webParts: Part[] = [
  {
    name: 'the form value',
    file: 'src/web/form/form-fields.ts',
    text: /^ {2}pause_after_failures: \{.*\},\n/m,
    failsIn: 'src/web/form/form-fields.ts',
    code: 1360,
  },
  {
    name: 'the control',
    file: 'src/web/form/failure-fields.tsx',
    text: /^ {2}pause_after_failures: .*,\n/m,
    failsIn: 'src/web/form/form-sections.tsx',
    code: 1360,
  },
  {
    name: 'the fact on the job page',
    file: 'src/web/job/job-facts.tsx',
    text: /^ {2}pause_after_failures: \(\{ job \}\) => \([^]*?^ {2}\),\n/m,
    failsIn: 'src/web/job/job-facts.tsx',
    code: 1360,
  },
];

describe.each([
  ['the service', 'tsconfig.json', serverParts],
  ['the web interface', 'src/web/tsconfig.json', webParts],
])('a field of %s', { timeout: 300_000 }, (_, config, parts) => {
  const findErrors = createCompiler(
    config,
    parts.map(({ failsIn }) => failsIn),
  );

  it('compiles with every part', () => {
    expect(findErrors()).toEqual([]);
  });

  it.each(parts)('does not compile without $name', ({ file, text, failsIn, code }) => {
    const source = ts.sys.readFile(path.join(root, file)) ?? '';
    const edited = source.replace(text, '');
    expect(edited).not.toBe(source);
    expect(findErrors({ file, source: edited })).toContainEqual({
      file: failsIn,
      code,
      message: expect.stringContaining(`'${FIELD}'`),
    });
  });
});

interface Edit {
  file: string;
  source: string;
}

interface CompileError {
  file: string;
  code: number;
  message: string;
}

/** Returns a function that checks the files, with another source in the place of one file. Unchanged sources are parsed once. */
function createCompiler(config: string, files: string[]): (edit?: Edit) => CompileError[] {
  const configFile = path.join(root, config);
  const { config: json } = ts.readConfigFile(configFile, (file) => ts.sys.readFile(file)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(
    json,
    { ...ts.sys, readDirectory: () => [] },
    path.dirname(configFile),
  );
  const host = ts.createCompilerHost(options);
  const parse = host.getSourceFile.bind(host);
  const names = [...new Set(files)].map((file) => path.join(root, file));
  let program: ts.Program | undefined;
  return (edit) => {
    host.getSourceFile = (name, target) =>
      edit && path.resolve(name) === path.join(root, edit.file)
        ? ts.createSourceFile(name, edit.source, target)
        : (program?.getSourceFile(name) ?? parse(name, target));
    const edited = ts.createProgram(names, options, host, program);
    // The next edit is of the unchanged program.
    if (!edit) program = edited;
    return names
      .flatMap((name) => edited.getSemanticDiagnostics(edited.getSourceFile(name)))
      .map(({ file, code, messageText }) => ({
        file: path.relative(root, file?.fileName ?? ''),
        code,
        message: ts.flattenDiagnosticMessageText(messageText, '\n'),
      }));
  };
}
