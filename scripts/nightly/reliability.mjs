// The long form of test/reliability: kills, power cuts, full disks, damaged files, many times over, with other random draws than the
// suite's. Writes what it found, with the command and the date, into docs/reliability.md.
//   node scripts/nightly/reliability.mjs [--kills 100] [--damages 3000] [--rounds 5] [--steps 100000] [--seed N] [--no-document]
// In slices, where the machine is not free for hours: --only NAME runs the files of that name alone, --latest-kill-ms N kills sooner,
// and --add counts what is found together with what earlier slices found.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { ensureDependencies } from '../lib/dependencies.mjs'
import { readOptions } from '../lib/options.mjs'
import { modules, projectCache, root } from '../lib/project.mjs'
import { createReport, printFailure } from '../lib/report.mjs'

const BEGIN = '<!-- figures: begin -->'
const END = '<!-- figures: end -->'

function wholeNumber(text, standard) {
  const value = text === undefined ? standard : Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`A count must be a whole number from 1, not ${text}`)
  return value
}

/** @typedef {{ check: string, figures: Record<string, number | string> }} Row */

/**
 * Counts of the same check over all slices; of what is no count, the last.
 * @param {readonly Row[]} rows
 * @returns {Row[]}
 */
function sumRows(rows) {
  const sums = new Map()
  for (const { check, figures } of rows) {
    const sum = sums.get(check) ?? {}
    for (const [name, value] of Object.entries(figures)) sum[name] = typeof value === 'number' && typeof sum[name] === 'number' ? sum[name] + value : value
    sums.set(check, sum)
  }
  return [...sums].map(([check, figures]) => ({ check, figures }))
}

/** @param {readonly { check: string, figures: Record<string, number | string> }[]} rows */
function tableOf(rows) {
  const lines = rows.map(({ check, figures }) => `| ${check} | ${Object.entries(figures).map(([name, value]) => `${name}: ${value}`).join('; ')} |`)
  return ['| check | figures |', '| --- | --- |', ...lines].join('\n')
}

function commandOf({ only, latestKillMs, ...counts }) {
  const words = Object.entries(counts).map(([name, value]) => `--${name} ${value}`)
  if (latestKillMs !== undefined) words.push(`--latest-kill-ms ${latestKillMs}`)
  return `node scripts/nightly/reliability.mjs ${words.join(' ')}${only === undefined ? '' : ` --only ${only}`}`
}

/** What was run, when, for how long and with what outcome, and the sums of what was found. */
function textOf(slices) {
  const dates = [...new Set(slices.map((slice) => slice.date))].join(', ')
  const minutes = Math.round(slices.reduce((sum, slice) => sum + slice.seconds, 0) / 60)
  const failed = slices.filter((slice) => !slice.passed)
  const verdict = failed.length === 0 ? 'every check passed' : `AT LEAST ONE CHECK FAILED of ${failed.map((slice) => `\`${slice.command}\``).join(', ')}`
  const commands = slices.map((slice) => slice.command).join('\n')
  return `\`\`\`\n${commands}\n\`\`\`\n\n${dates}, ${availableParallelism()} processor cores, ${minutes} minutes: ${verdict}.\n\n${tableOf(sumRows(slices.flatMap((slice) => slice.rows)))}`
}

async function main() {
  const { flags, values } = readOptions(process.argv.slice(2), { flags: ['no-document', 'add'], values: ['kills', 'damages', 'rounds', 'steps', 'seed', 'only', 'latest-kill-ms'] })
  const [kills, damages, rounds, steps] = [wholeNumber(values.kills, 100), wholeNumber(values.damages, 3000), wholeNumber(values.rounds, 5), wholeNumber(values.steps, 100_000)]
  const seed = wholeNumber(values.seed, Math.floor(Date.now() / 86_400_000))
  const node = await ensureDependencies({ report: createReport() })
  const figures = join(projectCache, 'reliability.jsonl')
  const slices = join(projectCache, 'reliability.json')
  mkdirSync(projectCache, { recursive: true })
  rmSync(figures, { force: true })
  const amounts = {
    seed,
    trainerKills: kills,
    hostKills: kills,
    latestKillMs: wholeNumber(values['latest-kill-ms'], 4000),
    checkpointDamages: damages,
    databaseDamages: damages,
    migrationStride: 1,
    exportStride: 1,
    runFaults: 1000,
    trainerEndRounds: rounds,
    trainerEndWays: 7,
    trainerFaultWays: 6,
    steadySteps: steps,
  }
  const begun = new Date()
  const code = await new Promise((done, fail) => {
    const args = [join(modules, 'vitest', 'vitest.mjs'), 'run', '--project', 'integration', values.only === undefined ? 'test/reliability' : `test/reliability/${values.only}`, '--testTimeout', '7200000', '--maxWorkers', '1']
    const env = { ...process.env, LATENT_STUDIO_RELIABILITY: JSON.stringify(amounts), LATENT_STUDIO_RELIABILITY_FIGURES: figures }
    spawn(node, args, { cwd: root, env, stdio: 'inherit' }).once('error', fail).once('close', done)
  })
  const rows = existsSync(figures) ? readFileSync(figures, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : []
  const slice = {
    command: commandOf({ kills, damages, rounds, steps, seed, only: values.only, latestKillMs: values['latest-kill-ms'] }),
    date: begun.toISOString().slice(0, 10),
    seconds: Math.round((Date.now() - begun.getTime()) / 1000),
    passed: code === 0,
    rows,
  }
  const all = [...(flags.has('add') && existsSync(slices) ? JSON.parse(readFileSync(slices, 'utf8')) : []), slice]
  writeFileSync(slices, JSON.stringify(all))
  const text = textOf(all)
  console.log(`\n${text}`)
  if (!flags.has('no-document')) {
    const page = join(root, 'docs', 'reliability.md')
    const before = readFileSync(page, 'utf8')
    const [from, to] = [before.indexOf(BEGIN) + BEGIN.length, before.indexOf(END)]
    writeFileSync(page, `${before.slice(0, from)}\n\n${text}\n\n${before.slice(to)}`)
  }
  process.exitCode = code ?? 1
}

try {
  await main()
} catch (error) {
  printFailure(error)
  process.exitCode = 1
}
