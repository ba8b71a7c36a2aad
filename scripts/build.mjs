// npm run build [-- --force]: builds the studio into out/ when a source changed since the last build.
import { ensureBuild } from './lib/build-step.mjs'
import { ensureDependencies } from './lib/dependencies.mjs'
import { readOptions } from './lib/options.mjs'
import { createReport, printFailure } from './lib/report.mjs'

try {
  const report = createReport()
  const { flags } = readOptions(process.argv.slice(2), { flags: ['force'] })
  const node = await ensureDependencies({ report })
  await ensureBuild({ report, node, force: flags.has('force') })
} catch (error) {
  printFailure(error)
  process.exitCode = 1
}
