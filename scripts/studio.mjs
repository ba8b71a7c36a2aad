// npm run studio -- <command> …: the command line. The set-up is checked in silence and speaks on standard error only,
// so that standard output is the command's own.
import { join } from 'node:path'
import { root } from './lib/project.mjs'
import { createReport, printFailure } from './lib/report.mjs'
import { runForeground } from './lib/run-command.mjs'
import { setUp } from './lib/set-up.mjs'

try {
  const args = process.argv.slice(2)
  const node = await setUp({ report: createReport({ quiet: true }), verify: args[0] === 'doctor' })
  process.exitCode = await runForeground(node, [join(root, 'out', 'main', 'cli.js'), ...args])
} catch (error) {
  printFailure(error)
  process.exitCode = 1
}
