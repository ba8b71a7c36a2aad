// Everything that must hold before a change is good: types, lint, import rules, unit, integration and end-to-end tests.
// `npm test`, `npm run ready` and continuous integration run exactly this.
import { rmSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { modules, projectCache, readJson, root } from './project.mjs'
import { createReport, printFailure, seconds } from './report.mjs'
import { runForeground } from './run-command.mjs'
import { setUp } from './set-up.mjs'
import { ensureChromium, ensureEngineTools } from './test-machine.mjs'
import { addTotals, describeFailures, failuresOf, totalsLine, totalsOf } from './vitest-totals.mjs'

const gates = [
  { name: 'types', script: ['vue-tsc', 'bin', 'vue-tsc.js'], args: ['--build'] },
  { name: 'lint', script: ['eslint', 'bin', 'eslint.js'], args: ['.', '--max-warnings', '0'] },
  {
    name: 'import rules',
    script: ['dependency-cruiser', 'bin', 'dependency-cruiser.mjs'],
    args: ['src-shared', 'src-main', 'src-preload', 'src-renderer', '--config', '.dependency-cruiser.cjs'],
  },
]
const projects = ['unit', 'integration', 'e2e']

/**
 * @param {{ installPackages: boolean }} options whether system packages the tests need may be installed, where that is possible
 * @returns {Promise<number>} exit code
 */
export async function runChecks({ installPackages }) {
  const report = createReport()
  const outcomes = []
  const totals = []
  const failures = []
  // Each check gets the signal too; the checks after it must not begin.
  let stopped = false
  const stop = () => {
    stopped = true
  }
  try {
    await ensureEngineTools({ report, install: installPackages })
    const node = await setUp({ report })
    await ensureChromium({ report, install: installPackages })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop)
    const env = { ...process.env, PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}` }
    const run = async (name, script, args) => {
      if (stopped) return null
      console.log(`\n── ${name} ──`)
      const start = performance.now()
      const code = await runForeground(node, [join(modules, ...script), ...args], { cwd: root, env })
      outcomes.push({ name, ok: code === 0, duration: performance.now() - start })
      return code
    }
    for (const gate of gates) await run(gate.name, gate.script, gate.args)
    for (const project of projects) {
      const file = join(projectCache, 'test-results', `${project}.json`)
      rmSync(file, { force: true })
      const exitCode = await run(`${project} tests`, ['vitest', 'vitest.mjs'], ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`])
      if (stopped) continue
      const results = readJson(file)
      const failed = failuresOf(results, { project, exitCode, root })
      failures.push(...failed)
      totals.push(totalsOf(results, failed))
    }
  } catch (error) {
    printFailure(error)
    outcomes.push({ name: 'set-up', ok: false, duration: 0 })
  }
  if (stopped) outcomes.push({ name: 'everything after it: stopped from outside', ok: false, duration: 0 })
  console.log('')
  for (const { name, ok, duration } of outcomes) console.log(`${ok ? 'passed' : 'FAILED'}  ${name} (${seconds(duration)})`)
  // Last but one, so that the end of a long log always names the culprits.
  if (failures.length > 0) console.log(`\n${describeFailures(failures)}\n`)
  console.log(totalsLine(addTotals(totals)))
  return outcomes.every((outcome) => outcome.ok) ? 0 : 1
}
