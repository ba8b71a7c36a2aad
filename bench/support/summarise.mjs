// Turns the times of all turns into rows: medians, spread, and how each compares with PyTorch at its best.
function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/**
 * @param {Map<string, number[]>} times of each variant, one median a turn.
 * Ratios are of the same turns of the same run: PyTorch's best form over the variant, so more than 1 is faster than PyTorch.
 */
export function summarise(workload, times) {
  const rows = [...times].map(([variant, values]) => {
    const sorted = [...values].sort((a, b) => a - b)
    return { workload, variant, msPerStep: round(quantile(sorted, 0.5)), lowQuartileMs: round(quantile(sorted, 0.25)), highQuartileMs: round(quantile(sorted, 0.75)), turns: sorted.length }
  })
  const best = (name) => Math.min(...rows.filter(({ variant }) => name(variant)).map(({ msPerStep }) => msPerStep))
  const pytorch = best((variant) => variant.startsWith('pytorch'))
  const eager = best((variant) => variant === 'eager')
  return rows.map((row) => ({ ...row, ratioToBestPyTorch: ratio(pytorch, row.msPerStep), ratioToEager: ratio(eager, row.msPerStep) }))
}

export function markdownTable(rows) {
  const lines = rows.map((row) =>
    ['', row.workload, row.variant, row.msPerStep, `${row.lowQuartileMs} to ${row.highQuartileMs}`, row.ratioToBestPyTorch ?? '', row.ratioToEager ?? '', ''].join(' | ').trim(),
  )
  return ['| workload | variant | ms a step (median) | middle half of the turns | × best PyTorch | × eager tfjs |', '| --- | --- | ---: | ---: | ---: | ---: |', ...lines].join('\n')
}

function ratio(reference, value) {
  return Number.isFinite(reference) ? Math.round((100 * reference) / value) / 100 : null
}

function round(value) {
  return Math.round(value * 1000) / 1000
}
