// npm run package [-- electron-builder's own options]: the desktop application for this platform, into release/.
// `--stage-only` lays out what the package carries and stops there.
import { join } from 'node:path'
import { readOptions } from './lib/options.mjs'
import { modules } from './lib/project.mjs'
import { createReport, printFailure, SetupError } from './lib/report.mjs'
import { runForeground } from './lib/run-command.mjs'
import { setUp } from './lib/set-up.mjs'
import { stage } from './package/stage.mjs'

try {
  const report = createReport()
  const { flags, rest } = readOptions(process.argv.slice(2), { flags: ['stage-only', 'without-engine'] })
  const node = await setUp({ report, verify: true })
  const { engine } = await report.step('Laying out trainer, engine, Node and data', async () => stage())
  if (engine === null && !flags.has('without-engine')) {
    throw new SetupError('There is no native engine to pack', { fix: 'npm run setup first, or pass --without-engine for a package that trains toy problems only' })
  }
  if (!flags.has('stage-only')) {
    const code = await runForeground(node, [join(modules, 'electron-builder', 'cli.js'), '--config', 'electron-builder.yml', ...rest])
    if (code !== 0) throw new SetupError(`electron-builder ended with exit code ${code}`, { fix: "read its lines above; it needs Electron's binary, which it downloads" })
  }
} catch (error) {
  printFailure(error)
  process.exitCode = 1
}
