// The long form of test/reliability: kills, power cuts, full disks, damaged files, many times over, with other random draws than the
// suite's. Writes what it found, with the command and the date, into docs/reliability.md.
//   node scripts/nightly/reliability.mjs [--kills 100] [--damages 3000] [--rounds 5] [--steps 100000] [--seed N] [--no-document]
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

/** @param {readonly { check: string, figures: Record<string, number | string> }[]} rows */
function tableOf(rows) {
  const lines = rows.map(({ check, figures }) => `| ${check} | ${Object.entries(figures).map(([name, value]) => `${name}: ${value}`).join('; ')} |`)
  return ['| check | figures |', '| --- | --- |', ...lines].join('\n')
}

async function main() {
  const { flags, values } = readOptions(process.argv.slice(2), { flags: ['no-document'], values: ['kills', 'damages', 'rounds', 'steps', 'seed'] })
  const [kills, damages, rounds, steps] = [wholeNumber(values.kills, 100), wholeNumber(values.damages, 3000), wholeNumber(values.rounds, 5), wholeNumber(values.steps, 100_000)]
  const seed = wholeNumber(values.seed, Math.floor(Date.now() / 86_400_000))
  const node = await ensureDependencies({ report: createReport() })
  const figures = join(projectCache, 'reliability.jsonl')
  mkdirSync(projectCache, { recursive: true })
  rmSync(figures, { force: true })
  const amounts = {
    seed,
    trainerKills: kills,
    hostKills: kills,
    latestKillMs: 4000,
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
    const args = [join(modules, 'vitest', 'vitest.mjs'), 'run', '--project', 'integration', 'test/reliability', '--testTimeout', '7200000', '--maxWorkers', '1']
    const env = { ...process.env, LATENT_STUDIO_RELIABILITY: JSON.stringify(amounts), LATENT_STUDIO_RELIABILITY_FIGURES: figures }
    spawn(node, args, { cwd: root, env, stdio: 'inherit' }).once('error', fail).once('close', done)
  })
  const rows = existsSync(figures) ? readFileSync(figures, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : []
  const command = `node scripts/nightly/reliability.mjs --kills ${kills} --damages ${damages} --rounds ${rounds} --steps ${steps} --seed ${seed}`
  const minutes = Math.round((Date.now() - begun.getTime()) / 60_000)
  const verdict = code === 0 ? 'every check passed' : 'AT LEAST ONE CHECK FAILED'
  const text = `\`${command}\`\n\n${begun.toISOString().slice(0, 10)}, ${availableParallelism()} processor cores, ${minutes} minutes: ${verdict}.\n\n${tableOf(rows)}`
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
