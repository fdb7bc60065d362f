import { runProgram } from './program.ts';
import { processTerminal } from './terminal.ts';

// The program's entry: everything else can be imported without starting anything.
process.exitCode = await runProgram(process.argv.slice(2), processTerminal());
