// What comes out of a chosen dataset; undefined where it is unknown or its settings do not fit.
import type { Choice } from '@shared/experiment/experiment'
import { findDataset } from '@shared/datasets/catalogue'
import type { DatasetDescription } from '@shared/datasets/dataset-definition'

export function describeDataset(choice: Choice): DatasetDescription | undefined {
  const dataset = findDataset(choice.id)
  const parameters = dataset?.parameters.safeParse(choice.parameters)
  return dataset && parameters?.success ? dataset.describe(parameters.data) : undefined
}
