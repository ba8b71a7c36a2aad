// How long something is expected to take: two units at most, no more exact than an estimate is.

export function formatEstimate(ms: number): string {
  if (ms < 10) return `${ms.toFixed(ms < 1 ? 2 : 1)} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 90) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
  const minutes = seconds / 60
  if (minutes < 90) return `${Math.round(minutes)} min`
  const hours = minutes / 60
  if (hours < 48) return `${Math.floor(hours)} h ${Math.round((hours % 1) * 60)} min`
  return `${Math.round(hours / 24)} days`
}
