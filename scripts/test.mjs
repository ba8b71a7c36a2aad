// npm test: sets up everything the tests need, a browser included, and runs every check. The last line says how many
// tests passed and failed; any failed check makes the exit code 1.
import { runChecks } from './lib/checks.mjs'

process.exitCode = await runChecks({ installPackages: true })
