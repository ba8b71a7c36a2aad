// Pages of text: patches with ink on them, the same for the same seed, test pages apart, absent pages named; a page cleaned whole.
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { StudioError } from '@shared/studio-error'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import { createJavascriptEngine } from '../../../src-main/engines/javascript/javascript-engine'
import { buildModel } from '../../../src-main/trainer/model'
import { cleanPage } from '../../../src-main/trainer/snapshots/clean-page'
import { TrainingSession } from '../../../src-main/trainer/training-session'
import { smallExperiment } from '../trainer/small-experiments'

const textPages = resolve(import.meta.dirname, '../../../resources/text-pages')
const choice = (parameters: Record<string, number> = {}) => ({ id: 'text-pages', parameters: { trainCount: 90, testCount: 20, side: 16, ...parameters } })
const load = (parameters?: Record<string, number>) => loadDataset(choice(parameters), { mnist: '/nowhere', textPages })

test('patches are drawn by the seed, nearly all with ink, and the test pages come whole beside them', async () => {
  const [first, again, other] = [await load(), await load(), await load({ seed: 2 })]
  expect(first.train.examples).toEqual(again.train.examples)
  expect(first.train.examples).not.toEqual(other.train.examples)
  expect([first.train.examples.length, first.test.examples.length]).toEqual([90 * 256, 20 * 256])
  const spans = Array.from({ length: 90 }, (_, index) => first.train.examples.slice(index * 256, (index + 1) * 256)).map((patch) => Math.max(...patch) - Math.min(...patch))
  expect(spans.filter((span) => span >= 40).length).toBeGreaterThan(80)
  expect(first.pages?.map(({ name, height, width, pixels }) => [name, height, width, pixels.length])).toEqual([
    ['scanned page', 191, 384, 191 * 384],
    ['new typeface', 191, 384, 191 * 384],
  ])
})

test('an absent page is named with its path and what to do', async () => {
  const failure = loadDataset(choice(), { mnist: '/nowhere', textPages: '/nowhere' })
  await expect(failure).rejects.toBeInstanceOf(StudioError)
  await expect(failure).rejects.toMatchObject({ detail: { code: 'dataset-file-missing', path: join('/nowhere', 'liberation-serif.png') } })
  await expect(loadDataset(choice(), { mnist: '/nowhere' })).rejects.toMatchObject({ detail: { code: 'dataset-file-missing' } })
})

describe('a page cleaned whole', () => {
  let session: TrainingSession
  beforeAll(async () => {
    const experiment = smallExperiment({
      recipe: 'denoising-autoencoder',
      recipeParameters: { corruption: 'salt-and-pepper', rate: 0.2 },
      dataset: choice(),
      // Nothing but a linear activation between input and output: whatever comes in goes out.
      encoder: [['activation', { activation: 'linear' }]],
      decoder: [['activation', { activation: 'linear' }], ['conv-2d', { filters: 1, kernel: [1, 1], activation: 'linear' }]],
    })
    session = new TrainingSession(await createJavascriptEngine(), buildModel(experiment), await load(), 'eager')
    const state = session.readState()
    session.writeState(Object.fromEntries(Object.entries(state).map(([name, array]) => [name, name.endsWith('kernel') ? { ...array, data: Float32Array.of(1) } : array])))
  })

  test('by a model that gives back what it sees is the damaged page again, without seams, and the figures say so', async () => {
    const page = session.dataset.pages?.[0]
    if (page === undefined) throw new Error('no page')
    const cleaned = await cleanPage(session, page)
    expect(cleaned?.restored).toEqual(cleaned?.damaged)
    const { damaged, restored, median } = cleaned?.figures ?? {}
    expect(restored).toEqual(damaged)
    // Salt and pepper is what a median filter is for.
    expect((median?.psnr ?? 0) - (damaged?.psnr ?? 0)).toBeGreaterThan(5)
    let sum = 0
    page.pixels.forEach((value, at) => (sum += ((value - (cleaned?.damaged[at] ?? 0)) / 255) ** 2))
    expect(damaged?.psnr).toBeCloseTo(10 * Math.log10(page.pixels.length / sum), 2)
    expect(damaged?.ssim).toBeLessThan(0.5)
  })
})
