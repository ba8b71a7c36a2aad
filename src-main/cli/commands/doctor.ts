// `doctor`: engine, versions, device, paths; what is missing, and how to mend it. Works where nothing else does.
import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { cpus, totalmem } from 'node:os'
import { formatBytes } from '@shared/cost/format-bytes'
import { StudioError, type StudioErrorDetail } from '@shared/studio-error'
import { probeEngine } from '../../api/engine-probe'
import { datasetStatus } from '../../datasets/load-dataset'
import { readVersion, type Locations } from '../../locations'
import { dataFolderPaths, prepareDataFolder } from '../../store/data-folder'
import { readHostFile } from '../../store/host-file'
import { databaseVersion } from '../../store/database-version'
import type { Command } from '../command'
import { exitCodes } from '../exit-codes'

function missingFiles(locations: Locations): StudioErrorDetail[] {
  const wanted: readonly [string, string, string][] = [
    ['trainer-missing', 'The trainer has not been built', locations.trainer],
    ['page-missing', 'The page has not been built', `${locations.renderer}/index.html`],
    ['templates-missing', 'The templates are missing', locations.templates],
    ['node-binary-missing', 'The Node binary that trainers run on is missing', locations.node],
  ]
  return wanted.filter(([, , path]) => !existsSync(path)).map(([code, message, path]) => ({ code, message: `${message}: ${path}`, path, fix: 'Run `npm start`, which sets up and builds what is missing.' }))
}

function checkDataFolder(directory: string): StudioErrorDetail[] {
  try {
    prepareDataFolder(directory)
    return []
  } catch (error) {
    if (error instanceof StudioError) return [error.detail]
    throw error
  }
}

async function freeSpace(directory: string): Promise<number | null> {
  try {
    const disk = await statfs(directory)
    return disk.bavail * disk.bsize
  } catch {
    return null
  }
}

export const doctorCommand: Command = {
  words: ['doctor'],
  summary: 'engine, versions, device, paths, and what is missing',
  synopsis: '[--json]',
  operands: [0, 0],
  help: 'Exit code 0 when all is well, 5 when the native engine is missing, 1 for anything else.',
  async run({ json, terminal, locations, dataDirectory }) {
    const { engine, problem } = await probeEngine(locations)
    const datasets = await datasetStatus(locations)
    const problems = [...(problem === null ? [] : [problem]), ...missingFiles(locations), ...checkDataFolder(dataDirectory), ...datasets.flatMap((entry) => (entry.problem === null ? [] : [entry.problem]))]
    const holder = readHostFile(dataFolderPaths(dataDirectory).host)
    const free = await freeSpace(dataDirectory)
    const { token: _token, ...known } = holder ?? { token: null, pid: null, url: null, host: null }
    const report = {
      studio: readVersion(locations.root),
      node: process.version,
      sqlite: databaseVersion(),
      platform: `${process.platform}-${process.arch}`,
      processor: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores`,
      memory: totalmem(),
      engine,
      paths: { root: locations.root, engine: locations.engine, trainer: locations.trainer, node: locations.node, mnist: locations.mnist, templates: locations.templates, data: dataDirectory },
      heldBy: holder === null ? null : known,
      freeBytes: free,
      problems,
    }
    if (json) terminal.print(JSON.stringify(report, null, 2))
    else {
      terminal.print(`Latent Studio ${report.studio}, Node ${report.node}, SQLite ${report.sqlite}, ${report.platform}`)
      terminal.print(`  processor  ${report.processor}, ${formatBytes(report.memory)} memory`)
      terminal.print(`  engine     ${engine === null ? 'none' : `${engine.version}, ${engine.device}${engine.native ? '' : ' (slow: no native library)'}`}`)
      for (const [name, path] of Object.entries(report.paths)) terminal.print(`  ${name.padEnd(9)}  ${path ?? '–'}`)
      terminal.print(`  free       ${free === null ? '–' : formatBytes(free)}`)
      terminal.print(`  studio     ${holder === null ? 'none has this data folder open' : `process ${holder.pid} (${holder.host})${holder.url === null ? '' : ` at ${holder.url}`}`}`)
      if (problems.length === 0) terminal.print('All is well.')
      for (const { message, got, fix } of problems) terminal.print(`  ✗ ${message}${got === undefined ? '' : `\n      found:   ${got}`}${fix === undefined ? '' : `\n      to mend: ${fix}`}`)
    }
    if (problems.length === 0) return exitCodes.ok
    return problem === null ? exitCodes.failed : exitCodes.engineMissing
  },
}
