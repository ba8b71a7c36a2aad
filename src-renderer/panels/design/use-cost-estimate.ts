// What training the open experiment would cost on this machine, at each edit. An edit counts its own network anew and nothing else.
import { computed, type ComputedRef } from 'vue'
import { estimateCost, type CostEstimate } from '@shared/cost/estimate-cost'
import { useExperimentStore } from '../../stores/experiment-store'
import { useMachineStore } from '../../stores/machine-store'

export function useCostEstimate(): ComputedRef<CostEstimate | undefined> {
  const document = useExperimentStore()
  const machine = useMachineStore()
  return computed(() => (document.experiment && document.analysis ? estimateCost(document.experiment, document.analysis, machine.cost) : undefined))
}
