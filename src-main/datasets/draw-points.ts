// Draws the procedural sets of points in the plane. Each point depends on (seed, set, split) and its number alone, so a larger set
// begins with the smaller one's points. Classes take turns, so every prefix is balanced.
import { gridCentre, ringCentre } from '@shared/datasets/parts/mode-centres'
import type { PointSetParameters } from '@shared/datasets/parts/point-set'
import { CounterRandom } from '@shared/tensors/counter-random'
import type { DatasetSplit } from './loaded-dataset'

export interface PointSet {
  readonly classes: number
  /** A point of the class, before noise. */
  place(label: number, random: CounterRandom): readonly [number, number]
}

export function twoMoonsPoints(): PointSet {
  return {
    classes: 2,
    place: (label, random) => {
      const angle = Math.PI * random.uniform()
      const upper = label === 0
      // Both moons together are centred on (0.5, 0.25).
      return [(upper ? Math.cos(angle) : 1 - Math.cos(angle)) - 0.5, (upper ? Math.sin(angle) : 0.5 - Math.sin(angle)) - 0.25]
    },
  }
}

export function ringsPoints(rings: number): PointSet {
  return {
    classes: rings,
    place: (label, random) => {
      const radius = (2 * (label + 1)) / rings
      const angle = 2 * Math.PI * random.uniform()
      return [radius * Math.cos(angle), radius * Math.sin(angle)]
    },
  }
}

export function spiralsPoints(arms: number, turns: number): PointSet {
  return {
    classes: arms,
    place: (label, random) => {
      const along = Math.sqrt(random.uniform())
      const angle = 2 * Math.PI * (label / arms + turns * along)
      return [2 * along * Math.cos(angle), 2 * along * Math.sin(angle)]
    },
  }
}

export function gaussianGridPoints(side: number): PointSet {
  return { classes: side * side, place: (label) => gridCentre(label, side) }
}

export function ringPoints(clouds: number): PointSet {
  return { classes: clouds, place: (label) => ringCentre(label, clouds) }
}

/** @param stream the set's name and split, so that no two share their numbers. */
export function drawPoints(set: PointSet, count: number, { noise, seed }: Pick<PointSetParameters, 'noise' | 'seed'>, stream: string): DatasetSplit {
  const places = new CounterRandom(seed, `${stream}/places`)
  const noises = new CounterRandom(seed, `${stream}/noise`)
  const examples = new Float32Array(2 * count)
  const labels = new Uint8Array(count)
  for (let index = 0; index < count; index += 1) {
    const label = index % set.classes
    const [x, y] = set.place(label, places)
    labels[index] = label
    examples[2 * index] = x + noise * noises.normal()
    examples[2 * index + 1] = y + noise * noises.normal()
  }
  return { count, examples, labels }
}
