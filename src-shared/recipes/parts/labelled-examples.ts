// Which training examples count as labelled where a recipe learns from few labels: as many of every class as can be, drawn by a seed.
// One order for all counts, so that of one seed the fewer labels are among the more.
import { CounterRandom } from '../../tensors/counter-random'

/**
 * Indices of examples, every class in turn. A class that has no more examples is passed over.
 * @param labels the class of every training example, from 0.
 * @param count how many; 0 for all.
 */
export function labelledExamples(labels: ArrayLike<number>, classes: number, seed: number, count: number): Uint32Array {
  const members: number[][] = Array.from({ length: classes }, () => [])
  for (let index = 0; index < labels.length; index += 1) members[labels[index] ?? 0]?.push(index)
  const orders = members.map(({ length }, label) => new CounterRandom(seed, 'labelled/class', label).permutation(length))
  const available = members.reduce((sum, { length }) => sum + length, 0)
  const chosen = new Uint32Array(count === 0 ? available : Math.min(count, available))
  for (let round = 0, at = 0; at < chosen.length; round += 1) {
    // No class comes first every time: what is left over after equal shares falls to any of them.
    for (const label of new CounterRandom(seed, 'labelled/round', round).permutation(classes)) {
      const index = members[label]?.[orders[label]?.[round] ?? -1]
      if (index === undefined || at === chosen.length) continue
      chosen[at] = index
      at += 1
    }
  }
  return chosen
}
