// Adds up vitest's JSON reports, and names what failed in them.
import { relative } from 'node:path'

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */
/** @typedef {{ file: string, name: string, message: string }} Failure file: relative to the project; message: its first lines */

const MESSAGE_LINES = 12
// eslint-disable-next-line no-control-regex -- colours of a terminal, which the reports keep
const colours = /\u001b\[[0-9;]*m/g

/**
 * Whatever fails counts as a failed test, a file that could not even be loaded too: nothing fails in silence.
 * @param {object | null} report vitest's JSON report; null when the run ended without writing one
 * @param {readonly Failure[]} failures those of this report
 * @returns {Totals}
 */
export function totalsOf(report, failures) {
  return {
    passed: report?.numPassedTests ?? 0,
    failed: failures.length,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  }
}

function firstLines(text) {
  const lines = text.replaceAll(colours, '').trim().split('\n')
  // Where in the tests it happened is worth a line; where in the runner it did is not.
  const kept = lines.filter((line) => !/^\s*at .*(node_modules|node:internal)/.test(line))
  return [...kept.slice(0, MESSAGE_LINES), ...(kept.length > MESSAGE_LINES ? ['…'] : [])].join('\n')
}

function failuresOfFile({ name, status, message, assertionResults = [] }, root) {
  const file = relative(root, name)
  const failed = assertionResults.filter((test) => test.status === 'failed')
  const failures = failed.map(({ ancestorTitles, title, failureMessages }) => ({
    file,
    name: [...ancestorTitles, title].filter((part) => part !== '').join(' > '),
    message: firstLines((failureMessages ?? []).join('\n')),
  }))
  if (status !== 'failed' || failures.length > 0) return failures
  // A hook that fails leaves its tests unrun: those are named, so that the group at fault can be told.
  const [unrun] = assertionResults.filter((test) => test.status !== 'passed')
  const group = unrun === undefined ? '' : `, at or before "${[...unrun.ancestorTitles, unrun.title].filter((part) => part !== '').join(' > ')}"`
  return [{ file, name: `(the file itself, or a set-up in it${group})`, message: firstLines(message || 'no message; see the output above') }]
}

/**
 * What failed in one project, tests and files without tests alike.
 * @param {object | null} report vitest's JSON report; null when the run ended without writing one
 * @param {{ project: string, exitCode: number | null, root: string }} run
 * @returns {Failure[]} empty only where everything passed
 */
export function failuresOf(report, { project, exitCode, root }) {
  if (report === null) return [{ file: `${project} tests`, name: '(the whole run)', message: `ended with exit code ${exitCode} before it wrote its report; see the output above` }]
  const failures = (report.testResults ?? []).flatMap((file) => failuresOfFile(file, root))
  if (failures.length > 0 || exitCode === 0) return failures
  return [{ file: `${project} tests`, name: '(outside any test)', message: `ended with exit code ${exitCode} although no test failed: an error nobody caught, or a set-up that failed; see the output above` }]
}

/** For the end of a run's output. @param {readonly Failure[]} failures @returns {string} without a line for no failure */
export function describeFailures(failures) {
  return failures.map(({ file, name, message }) => [`✗ ${file}`, `  ${name}`, ...message.split('\n').map((line) => `    ${line}`)].join('\n')).join('\n')
}

/** @param {readonly Totals[]} parts */
export function addTotals(parts) {
  return parts.reduce(
    (sum, part) => ({ passed: sum.passed + part.passed, failed: sum.failed + part.failed, skipped: sum.skipped + part.skipped }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

/** The last line of a test run. */
export function totalsLine({ passed, failed, skipped }) {
  return `tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
