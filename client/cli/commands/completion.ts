// The command `completion`: scripts for shells that complete commands and options.
import type { Command } from 'commander';
import { operations } from '../contract.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import type { Setup } from '../setup.ts';

/** Each script passes the words before the cursor, and the word to complete, to the hidden command `complete`. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `_scheduler() {
  COMPREPLY=($(compgen -W "$(scheduler complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _scheduler scheduler
`,
  zsh: `#compdef scheduler
_scheduler() {
  local -a words_found
  words_found=(\${(f)"$(scheduler complete -- "\${words[@]:1:$((CURRENT-1))}" 2>/dev/null)"})
  compadd -a words_found || _files
}
compdef _scheduler scheduler
`,
  fish: `complete -c scheduler -a '(scheduler complete -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`,
};

export function addCompletionCommand({ program, surroundings }: Setup): void {
  const { stdout } = surroundings;
  program
    .command('completion <shell>')
    .description('print the completion script for bash, zsh or fish')
    .action((shell: string) => {
      const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
      if (script === undefined) throw new CommandFailure('The shell must be bash, zsh or fish.', EXIT.usage);
      stdout(script);
    });
  program.command('complete [words...]', { hidden: true }).action((words: string[]) => {
    stdout(
      findCompletions(program, words)
        .map((word) => `${word}\n`)
        .join(''),
    );
  });
}

/** The commands, options and operations that can take the place of the last word. */
function findCompletions(program: Command, words: readonly string[]): string[] {
  const last = words.at(-1) ?? '';
  let command = program;
  for (const word of words.slice(0, -1)) {
    command = command.commands.find((sub) => sub.name() === word) ?? command;
  }
  if (last.startsWith('-')) {
    const options = command === program ? program.options : [...command.options, ...program.options];
    return options.flatMap(({ long }) => (long?.startsWith(last) ? [long] : []));
  }
  const names =
    command.name() === 'api'
      ? operations.map(({ id }) => id)
      : command.commands.map((sub) => sub.name()).filter((name) => name !== 'complete');
  return names.filter((name) => name.startsWith(last));
}
