// npm run setup [-- --engine auto|cpu|gpu|none] [--verify]
// Prepares everything the studio needs. Safe to run at any time; does only what is missing.
import { engineChoice, readOptions } from './lib/options.mjs'
import { createReport, printFailure, seconds, SetupError } from './lib/report.mjs'
import { setUp } from './lib/set-up.mjs'

const report = createReport()
try {
  const { values, flags, rest } = readOptions(process.argv.slice(2), { values: ['engine'], flags: ['verify', 'no-build'] })
  if (rest.length > 0) throw new SetupError(`setup does not know ${rest.join(' ')}`, { fix: 'npm run setup -- [--engine auto|cpu|gpu|none] [--verify] [--no-build]' })
  const start = performance.now()
  await setUp({ report, engine: engineChoice(values.engine), verify: flags.has('verify'), retry: true, build: !flags.has('no-build') })
  report.say(`Ready in ${seconds(performance.now() - start)}. npm start opens the studio.`)
} catch (error) {
  printFailure(error)
  process.exitCode = 1
}
