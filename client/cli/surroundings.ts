// Declares the input and output of the command line besides its arguments, replaceable in tests.
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  readStdin: () => Promise<string>;
}
