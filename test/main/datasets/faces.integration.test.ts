// Face patches from the photographs that come with the studio: standardised, repeatable, no photograph in two splits.
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { FACE_LIMIT } from '@shared/datasets/parts/face-photographs'
import { photographsOf } from '../../../src-main/datasets/face-patches'
import { loadDataset } from '../../../src-main/datasets/load-dataset'
import { temporaryFolder } from '../../support/temporary-folder'

const faces = resolve(import.meta.dirname, '../../../resources/faces')
const small = { id: 'faces', parameters: { trainCount: 400, testCount: 100 } }

describe('face patches', () => {
  test('every pixel of the training patches has mean 0, all together have variance 1, and the others are measured by them', async () => {
    const { train, test: held, description } = await loadDataset(small, { mnist: '', faces })
    expect([train.count, held.count, description.shape]).toEqual([400, 100, [25, 25, 1]])
    const means = Array.from({ length: 625 }, (_, pixel) => Array.from({ length: 400 }, (_, row) => train.examples[row * 625 + pixel] ?? 0).reduce((sum, value) => sum + value / 400, 0))
    expect(Math.max(...means.map(Math.abs))).toBeLessThan(0.01)
    const variance = Array.from(train.examples).reduce((sum, value) => sum + value ** 2 / train.examples.length, 0)
    expect(variance).toBeCloseTo(1, 1)
    expect(Array.from(held.examples).every((value) => Math.abs(value) <= FACE_LIMIT)).toBe(true)
    expect(Math.max(...held.examples) - Math.min(...held.examples)).toBeGreaterThan(2)
  })

  test('the same settings give the same patches, a larger set other statistics only, another seed others', async () => {
    const first = await loadDataset(small, { mnist: '', faces })
    expect((await loadDataset(small, { mnist: '', faces })).train.examples).toEqual(first.train.examples)
    expect((await loadDataset({ ...small, parameters: { ...small.parameters, seed: 2 } }, { mnist: '', faces })).train.examples).not.toEqual(first.train.examples)
    expect((await loadDataset({ ...small, parameters: { ...small.parameters, heldOut: 'validation' } }, { mnist: '', faces })).test.examples).not.toEqual(first.test.examples)
  })

  test('documents of before there were places, mirrors and sizes to choose get the patches they had', async () => {
    const { train, validation, test: held } = await loadDataset({ id: 'faces', parameters: { trainCount: 20, testCount: 10, heldOut: 'validation', seed: 3 } }, { mnist: '', faces })
    const hash = ({ examples }: typeof train): string => createHash('sha256').update(new Uint8Array(examples.buffer, examples.byteOffset, examples.byteLength)).digest('hex').slice(0, 16)
    expect([hash(train), hash(held), validation]).toEqual(['9d4cb9775096cd82', '7b1c845d639cd96e', undefined])
  })

  test('patches lie elsewhere, mirrored and larger where asked; validation patches show photographs of their own', async () => {
    const load = async (parameters: Record<string, unknown>) => loadDataset({ ...small, parameters: { ...small.parameters, validationCount: 100, ...parameters } }, { mnist: '', faces })
    const usual = await load({})
    expect([usual.description.validationCount, usual.validation?.count]).toEqual([100, 100])
    expect(usual.validation?.examples).toEqual((await load({ heldOut: 'validation' })).test.examples)
    const others = [usual, await load({ placing: 'anywhere' }), await load({ mirrored: true }), await load({ placing: 'anywhere', mirrored: true }), await load({ smallestScale: 2, largestScale: 3 })]
    expect(new Set(others.map(({ train }) => train.examples.subarray(0, 6250).join())).size).toBe(others.length)
    // More of the same photograph in view: neighbouring pixels differ more.
    const roughness = ({ train }: typeof usual): number => Array.from(train.examples).reduce((sum, value, at) => sum + (at % 25 === 0 ? 0 : Math.abs(value - (train.examples[at - 1] ?? 0))), 0)
    expect(roughness(await load({ smallestScale: 2, largestScale: 3 }))).toBeLessThan(roughness(usual))
  })

  test('no photograph is in two splits, and every one is in one', () => {
    const all = [...photographsOf('train'), ...photographsOf('validation'), ...photographsOf('test')]
    expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index))
  })

  test('without its file the dataset is refused by the file’s name', async () => {
    await using folder = await temporaryFolder()
    await expect(loadDataset(small, { mnist: '', faces: folder.path })).rejects.toMatchObject({ detail: { code: 'dataset-file-missing', path: expect.stringContaining('faces.npy') } })
  })
})
