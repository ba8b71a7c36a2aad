// A fresh run begins with imported weights where they fit, as drawn where they do not; missing or damaged ones are refused in words.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodeSafetensors } from '@shared/tensors/safetensors'
import type { NamedArray } from '@shared/tensors/named-arrays'
import { buildModel } from '../../../src-main/trainer/model'
import { withStartingWeights } from '../../../src-main/trainer/starting-weights'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallExperiment } from './small-experiments'

const filled = (shape: readonly number[], value: number): NamedArray => ({ dtype: 'float32', shape, data: new Float32Array(shape.reduce((size, extent) => size * extent, 1)).fill(value) })

test('E13: weights that fit are taken over, others stay as drawn and are named', async () => {
  await using folder = await temporaryFolder()
  const drawn = smallExperiment()
  const network = drawn.networks[0]
  const own = buildModel(drawn).weights.filter(({ fullName }) => fullName.startsWith(`${network?.id ?? ''}/`))
  const [first, second] = own
  if (network === undefined || first === undefined || second === undefined) throw new Error('no weights')
  const short = (name: string): string => name.slice(network.id.length + 1)
  const bytes = encodeSafetensors({ [short(first.fullName)]: filled(first.definition.shape, 7), [short(second.fullName)]: filled([1, 2, 3], 7) })
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const experiment = { ...drawn, networks: drawn.networks.map((each) => (each === network ? { ...each, startingWeights: { sha256, from: 'model.onnx' } } : each)) }
  const fresh = Object.fromEntries(buildModel(experiment).weights.map(({ fullName, definition }) => [fullName, filled(definition.shape, 0)]))
  const begin = () => withStartingWeights(buildModel(experiment), fresh, experiment, folder.path, (message) => told.push(message))
  const told: string[] = []
  expect(begin).toThrowError(expect.objectContaining({ detail: expect.objectContaining({ code: 'starting-weights-missing' }) as unknown }))
  writeFileSync(join(folder.path, `${sha256}.safetensors`), 'something else')
  expect(begin).toThrowError(expect.objectContaining({ detail: expect.objectContaining({ code: 'starting-weights-damaged' }) as unknown }))
  writeFileSync(join(folder.path, `${sha256}.safetensors`), bytes)
  const state = begin()
  expect(state?.[first.fullName]?.data[0]).toBe(7)
  expect(state?.[second.fullName]?.data[0]).toBe(0)
  expect(told.at(-1)).toContain(`1 of ${own.length} weights from model.onnx`)
  expect(told.at(-1)).toContain(second.fullName)
  // Frozen it could never learn what it lacks.
  const frozen = { ...experiment, networks: experiment.networks.map((each) => (each.id === network.id ? { ...each, frozen: true as const } : each)) }
  expect(() => withStartingWeights(buildModel(frozen), fresh, frozen, folder.path, () => {})).toThrowError(
    expect.objectContaining({ detail: expect.objectContaining({ code: 'starting-weights-misfit', path: `networks.${network.id}.startingWeights`, got: expect.stringContaining(second.fullName) as string, fix: expect.stringContaining(`let ${network.name} learn`) as string }) as unknown }),
  )
})
