// npm start [-- --port N --host ADDRESS --data-dir FOLDER --no-open] [--engine auto|cpu|gpu|none]
// Sets up whatever is missing and opens the studio: an Electron window where there is a display and a binary,
// otherwise the local host. Asking for a port, a host or no browser asks for the local host.
import { join } from 'node:path'
import { electronBinary, fetchElectron, hasDisplay, isRootOnLinux } from './lib/electron-binary.mjs'
import { engineChoice, readOptions } from './lib/options.mjs'
import { root } from './lib/project.mjs'
import { createReport, printFailure, seconds } from './lib/report.mjs'
import { runForeground } from './lib/run-command.mjs'
import { setUp } from './lib/set-up.mjs'

const usage = `npm start -- [options]
  --port N           port of the local host (0: any free one)
  --host ADDRESS     address it listens on (default 127.0.0.1; anything else opens it to the network)
  --data-dir FOLDER  where runs and experiments are kept
  --no-open          do not open a browser
  --engine CHOICE    auto, cpu, gpu or none (kept for later starts)
`

/** Electron's executable where the desktop window is possible and wanted; null with the reason told otherwise. */
async function desktop(args, node, report) {
  const wantsLocalHost = args.some((argument) => /^--(port|host|no-open)(=|$)/.test(argument))
  if (wantsLocalHost || !hasDisplay()) return null
  if (isRootOnLinux()) {
    report.say('• Electron does not run as root with its sandbox; opening the local host instead')
    return null
  }
  const binary = electronBinary() ?? (await fetchElectron({ report, node }))
  if (binary === null) report.say("• No Electron binary (its download failed); opening the local host instead")
  return binary
}

async function openDesktop(binary, args, report) {
  const started = performance.now()
  const code = await runForeground(binary, [root, ...args])
  // Electron ends at once where the system forbids its sandbox (Linux without user namespaces): the studio opens all the same.
  if (code === 0 || performance.now() - started > 5000) return code
  report.say(`• Electron ended at once (exit code ${code}); opening the local host instead`)
  return null
}

const report = createReport()
try {
  const { values, flags, rest } = readOptions(process.argv.slice(2), { values: ['engine'], flags: ['help'] })
  if (flags.has('help')) {
    process.stdout.write(usage)
  } else {
    const begun = performance.now()
    const node = await setUp({ report, engine: engineChoice(values.engine) })
    report.say(`• Ready in ${seconds(performance.now() - begun)}`)
    const binary = await desktop(rest, node, report)
    const code = binary === null ? null : await openDesktop(binary, rest, report)
    process.exitCode = code ?? (await runForeground(node, [join(root, 'out', 'main', 'local-host.js'), ...rest]))
  }
} catch (error) {
  printFailure(error)
  process.exitCode = 1
}
