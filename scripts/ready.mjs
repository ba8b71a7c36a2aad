// npm run ready: the checks continuous integration runs, before a change is handed in. Installs nothing system-wide.
import { runChecks } from './lib/checks.mjs'

process.exitCode = await runChecks({ installPackages: false })
