// Preloaded into the host process with --import: measures its event loop's delay and writes it when it is told to (SIGUSR2).
import { writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const target = process.env.LATENT_STUDIO_LOOP_REPORT
if (target !== undefined && process.argv[1]?.endsWith('local-host.js')) {
  const histogram = monitorEventLoopDelay({ resolution: 1 })
  histogram.enable()
  process.on('SIGUSR2', () => {
    const ms = (nanoseconds) => Math.round(nanoseconds / 1e4) / 100
    const { count } = histogram
    const report = { count, meanMs: ms(histogram.mean), p50Ms: ms(histogram.percentile(50)), p99Ms: ms(histogram.percentile(99)), p999Ms: ms(histogram.percentile(99.9)), maxMs: ms(histogram.max) }
    histogram.reset()
    writeFileSync(target, JSON.stringify(report))
  })
}
