// The command line's process: `npm run studio -- <command>`.
import { runCommandLine } from './run-command-line'
import { standardTerminal } from './terminal'

// A reader that goes away (`| head`) is no fault.
process.stdout.on('error', () => process.exit(0))
process.exitCode = await runCommandLine(process.argv.slice(2), standardTerminal())
