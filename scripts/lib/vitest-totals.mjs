// Adds up vitest's JSON reports.

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/**
 * A test file that could not even be loaded counts as one failed test, so that nothing fails in silence.
 * @param {object | null} report vitest's JSON report; null when the run ended without writing one
 * @returns {Totals}
 */
export function totalsOf(report) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 }
  const failedToLoad = (report.testResults ?? []).filter(
    (file) => file.status === 'failed' && !(file.assertionResults ?? []).some((test) => test.status === 'failed'),
  ).length
  return {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + failedToLoad,
    skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
  }
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
