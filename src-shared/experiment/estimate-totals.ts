// The size of an experiment's networks. What training them takes, memory and time, is cost/estimate-cost.ts.
import { networkWork } from '../cost/network-work'
import type { NetworkAnalysis } from '../graph/analyse-network'
import type { ExperimentTotals } from './experiment-analysis'

const BYTES = 4

export function estimateTotals(networksByRole: Readonly<Record<string, NetworkAnalysis>>): ExperimentTotals {
  let parameters = 0
  let multiplyAdds = 0
  let stateValues = 0
  const counted = new Set<string>()
  for (const analysis of Object.values(networksByRole)) {
    multiplyAdds += analysis.totals.multiplyAdds
    if (counted.has(analysis.network.id)) continue
    counted.add(analysis.network.id)
    parameters += analysis.totals.parameters
    stateValues += networkWork(analysis).weightValues
  }
  const partial = Object.values(networksByRole).filter((analysis) => [...analysis.nodes.values()].some((node) => node.used && (node.fault !== 'none' || node.output === null)))
  return { parameters, multiplyAdds, weightBytes: stateValues * BYTES, partial: [...new Set(partial.map((analysis) => analysis.network.id))] }
}
