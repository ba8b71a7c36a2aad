// How a run's steps go, in words, from what its engine told.
import type { EngineInfo } from '@shared/run/run-events'

export function describeExecution(engine: Pick<EngineInfo, 'execution' | 'xla'> | null): string {
  if (engine?.execution === undefined) return ''
  if (engine.execution === 'eager') return 'one operation at a time'
  if (engine.xla === undefined) return 'captured graph'
  return engine.xla ? 'captured graph, XLA' : 'captured graph, without XLA'
}
