// The exit codes of the command line, and the error that carries one.

/** docs/cli.md lists these codes. */
export const EXIT = {
  done: 0,
  /** The service refused the request, or a file is not valid. */
  refused: 1,
  /** Unknown commands, options or values. */
  usage: 2,
  /** `plan --detailed-exit-code`: the plan has changes. */
  changes: 3,
  /** A followed run did not succeed. */
  runFailed: 4,
  /** No response from the service. */
  unreachable: 5,
} as const;

/** An error with a message for the user and an exit code. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.refused) {
    super(message);
    this.exitCode = exitCode;
  }
}
