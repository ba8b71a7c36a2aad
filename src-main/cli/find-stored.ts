// Imported data as a person names it: by its name, or by the beginning of its hash.
import type { StoredDataset } from '@shared/datasets/own/stored-dataset'
import { StudioError } from '@shared/studio-error'
import type { StudioClient } from '../api/create-studio'

/** @throws StudioError `stored-dataset-not-found`, `stored-dataset-ambiguous` */
export async function findStored(client: StudioClient, text: string): Promise<StoredDataset> {
  const all = await client.ownData.list()
  const named = all.filter((dataset) => dataset.name === text)
  const found = named.length > 0 ? named : all.filter((dataset) => text.length >= 4 && dataset.facts.id.startsWith(text))
  const [only, second] = found
  if (only !== undefined && second === undefined) return only
  const known = all.map((dataset) => `${dataset.name} (${dataset.facts.id.slice(0, 12)})`).join(', ')
  if (only === undefined) throw new StudioError({ code: 'stored-dataset-not-found', message: `There is no imported data called ${text}`, path: text, expected: known === '' ? 'imported data; there is none yet' : `one of ${known}`, got: text, fix: '`datasets import` makes one' })
  throw new StudioError({ code: 'stored-dataset-ambiguous', message: `${text} names ${found.length} imported datasets`, path: text, expected: found.map((dataset) => dataset.facts.id.slice(0, 12)).join(', '), got: text, fix: 'Use the beginning of the hash' })
}
