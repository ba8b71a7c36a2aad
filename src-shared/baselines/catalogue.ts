// Every baseline a run can be held against, the quickest first.
import type { BaselineDefinition } from './baseline-definition'
import { logisticBaseline } from './logistic-baseline'
import { principalBaseline } from './principal-baseline'

export const baselineCatalogue: readonly BaselineDefinition[] = [principalBaseline, logisticBaseline]

export type BaselineKind = BaselineDefinition['id']
