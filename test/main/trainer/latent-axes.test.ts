// The plane codes are shown in keeps its orientation over an interruption.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from '@shared/tensors/safetensors'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import { selectEngine } from '../../../src-main/engines/select-engine'
import { buildModel } from '../../../src-main/trainer/model'
import { readAxes } from '../../../src-main/trainer/snapshots/latent-axes'
import { SnapshotTaker } from '../../../src-main/trainer/snapshots/snapshot-taker'
import { TrainingSession } from '../../../src-main/trainer/training-session'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallExperiment } from './small-experiments'

function latentsOf(folder: string, step: number): string {
  return join(folder, `snapshots/step-${String(step).padStart(9, '0')}/latents.safetensors`)
}

test('a run that goes on takes the axes of its last snapshot before that step, whichever way they point; without one it begins anew', async () => {
  await using folder = await temporaryFolder()
  const experiment = smallExperiment({ recipe: 'vae', recipeParameters: { likelihood: 'gaussian' }, latent: 3 })
  const { engine } = await selectEngine('javascript', null)
  const dataset = await loadDataset(experiment.dataset, { mnist: '/nowhere' })
  const session = new TrainingSession(engine, buildModel(experiment), dataset, 'eager')
  await new SnapshotTaker(session, folder.path).take(4)
  const axes = await readAxes(folder.path, 4)
  expect(axes).toHaveLength(2)
  expect(await readAxes(folder.path, 3)).toEqual([])

  // Another orientation than the one chosen where there is nothing to agree with.
  const { arrays } = decodeSafetensors(await readFile(latentsOf(folder.path, 4)))
  const turned = axes.map((axis) => axis.map((value) => -value))
  await writeFile(latentsOf(folder.path, 4), encodeSafetensors({ ...arrays, axes: { dtype: 'float32', shape: [2, 3], data: Float32Array.from(turned.flat()) } }))
  const resumed = new SnapshotTaker(session, folder.path)
  await resumed.goOnFrom(7)
  await resumed.take(8)
  expect(await readAxes(folder.path, 8)).toEqual(turned)
  await new SnapshotTaker(session, folder.path).take(9)
  expect(await readAxes(folder.path, 9)).toEqual(axes)

  await writeFile(latentsOf(folder.path, 9), 'damaged')
  expect(await readAxes(folder.path, 9)).toEqual(turned)
  session.dispose()
})
