// Puts imported weights into the state a fresh run begins with. What does not fit any more, since the network was changed, begins as
// drawn, and the log names it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Experiment } from '@shared/experiment/experiment'
import type { NetworkWeight } from '@shared/graph/network-weights'
import { StudioError } from '@shared/studio-error'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { decodeSafetensors } from '@shared/tensors/safetensors'
import { sameShape } from '@shared/tensors/shape'
import { startingWeightsFile } from '../files/store-weights'

const MOST_NAMED = 6

/**
 * The state with the weights in it; null where no network has any.
 * @throws StudioError `starting-weights-missing`, `starting-weights-damaged`, `starting-weights-misfit` of a frozen network, which could never learn what it lacks
 */
export function withStartingWeights(model: { readonly weights: readonly Pick<NetworkWeight, 'fullName'>[] }, fresh: NamedArrays, experiment: Experiment, folder: string, tell: (message: string) => void): NamedArrays | null {
  const given = experiment.networks.filter(({ startingWeights }) => startingWeights !== undefined)
  if (given.length === 0) return null
  const state: Record<string, NamedArray> = { ...fresh }
  for (const { id, name, startingWeights, frozen } of given) {
    if (startingWeights === undefined) continue
    const arrays = readWeights(startingWeightsFile(folder, startingWeights.sha256), startingWeights.sha256, name, startingWeights.from)
    const own = model.weights.filter(({ fullName }) => fullName.startsWith(`${id}/`))
    const drawn: string[] = []
    for (const { fullName } of own) {
      const found = arrays[fullName.slice(id.length + 1)]
      const place = fresh[fullName]
      if (found !== undefined && place !== undefined && sameShape(found.shape, place.shape)) state[fullName] = found
      else drawn.push(fullName)
    }
    if (frozen === true && drawn.length > 0) throw misfit(id, name, startingWeights.from, own.length, drawn)
    const rest = drawn.length === 0 ? '' : `; drawn, as they are not in it or have another shape now: ${drawn.slice(0, MOST_NAMED).join(', ')}${drawn.length > MOST_NAMED ? `, and ${drawn.length - MOST_NAMED} more` : ''}`
    tell(`${name} begins with ${own.length - drawn.length} of ${own.length} weights from ${startingWeights.from}${rest}`)
  }
  return state
}

function misfit(id: string, network: string, from: string, count: number, drawn: readonly string[]): StudioError {
  const named = drawn.slice(0, MOST_NAMED).join(', ')
  return new StudioError({
    code: 'starting-weights-misfit',
    message: `${network} is frozen, and ${from} does not fit it: what it lacks would stay as drawn.`,
    path: `networks.${id}.startingWeights`,
    expected: `all ${count} weights of ${network} in the shapes they have here`,
    got: `${count - drawn.length} of them; not ${named}${drawn.length > MOST_NAMED ? `, and ${drawn.length - MOST_NAMED} more` : ''}`,
    fix: `Choose data of the shape ${from} was trained on and leave the layers as they were, or let ${network} learn`,
  })
}

function readWeights(file: string, sha256: string, network: string, from: string): NamedArrays {
  const fix = `Import ${from} again, or let ${network} begin with drawn weights`
  let bytes
  try {
    bytes = readFileSync(file)
  } catch (cause) {
    throw new StudioError({ code: 'starting-weights-missing', message: `The weights that ${network} begins with cannot be read`, path: file, got: cause instanceof Error ? cause.message : String(cause), fix }, { cause })
  }
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found !== sha256) throw new StudioError({ code: 'starting-weights-damaged', message: `The weights that ${network} begins with are damaged`, path: file, expected: `SHA-256 ${sha256}`, got: found, fix })
  return decodeSafetensors(bytes).arrays
}
