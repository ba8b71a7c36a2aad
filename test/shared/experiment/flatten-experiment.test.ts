import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { diffSettings } from '@shared/experiment/diff-settings'
import { flattenExperiment } from '@shared/experiment/flatten-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { shippedTemplate } from '../../support/shipped-templates'

const vae = shippedTemplate('vae-mnist').experiment
const autoencoder = shippedTemplate('autoencoder-mnist-2d').experiment

function changed(change: (experiment: Experiment) => void): Experiment {
  const copy = structuredClone(vae)
  change(copy)
  return copy
}
const differing = (...experiments: Experiment[]): [string, readonly (string | null)[]][] =>
  diffSettings(experiments.map(flattenExperiment))
    .rows.filter((row) => row.differs)
    .map((row) => [row.title, row.values])

describe('settings side by side', () => {
  test('keys are unique, so that one setting is one row', () => {
    for (const experiment of [vae, autoencoder]) {
      const keys = flattenExperiment(experiment).map((setting) => setting.key)
      expect(new Set(keys).size).toBe(keys.length)
    }
  })

  test('equal experiments differ in nothing; a setting left out is its default', () => {
    expect(differing(vae, structuredClone(vae))).toEqual([])
    expect(differing(vae, changed((copy) => (copy.recipe.parameters = {})))).toEqual([])
  })

  test('what was changed stands first, by its title and with its values', () => {
    const other = changed((copy) => {
      copy.recipe.parameters = { ...copy.recipe.parameters, beta: 4 }
      copy.training.batchSize = 64
    })
    expect(differing(vae, other)).toEqual([
      ['Beta (β)', ['1', '4']],
      ['Batch size', ['128', '64']],
    ])
    const rows = diffSettings([vae, other].map(flattenExperiment)).rows
    expect(rows.findIndex((row) => !row.differs)).toBe(2)
  })

  test('a frozen network is a setting of its role', () => {
    expect(differing(vae, changed((copy) => copy.networks.forEach((network) => network.id === copy.recipe.roles['encoder'] && (network.frozen = true))))).toEqual([['Encoder: Frozen', ['no', 'yes']]])
  })

  test('a layer that one network lacks is one row, not a row for each of its settings', () => {
    const other = changed((copy) => {
      const node = copy.networks[0]?.nodes.find((one) => one.type === 'dense')
      copy.networks[0]?.nodes.splice(copy.networks[0].nodes.findIndex((one) => one === node), 1)
    })
    expect(differing(vae, other)).toHaveLength(1)
    expect(differing(vae, other)[0]?.[1][1]).toBeNull()
  })

  test('the value that most runs have is the usual one, and the others are marked', () => {
    const experiments = [vae, changed((copy) => (copy.training.seed = 1)), vae]
    const row = diffSettings(experiments.map(flattenExperiment)).rows.find((one) => one.key === 'training.seed')
    expect(row?.odd).toEqual([false, true, false])
  })

  test('whatever is compared, every differing row has two values, and each row one for each experiment', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(vae, autoencoder, changed((copy) => (copy.training.epochs = 3))), { minLength: 1, maxLength: 5 }), (experiments) => {
        const diff = diffSettings(experiments.map(flattenExperiment))
        for (const row of diff.rows) {
          expect(row.values).toHaveLength(experiments.length)
          expect(row.differs).toBe(new Set(row.values).size > 1)
        }
        expect(diff.differing).toBe(diff.rows.filter((row) => row.differs).length)
      }),
    )
  })
})
