// Declares the argument of the functions that add commands.
import type { Command } from 'commander';
import type { Context } from './connection.ts';
import type { Surroundings } from './surroundings.ts';

export interface Setup {
  program: Command;
  /** Opens the connection that the options of a command name. */
  connected: (command: Command) => Context;
  surroundings: Surroundings;
  /** Sets the exit code of a command that has not failed. */
  setExitCode: (code: number) => void;
}
