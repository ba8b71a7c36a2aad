import { describe, expect, test } from 'vitest'
import { filterTemplates, templateFilters, type TemplateEntry } from '../../../src-renderer/panels/home/filter-templates'
import { describeParameters, describeRoughly, measuredDuration, templateFacts } from '../../../src-renderer/panels/home/template-facts'
import { sparkPath } from '../../../src-renderer/panels/home/spark-path'
import { runSummary } from '../shell/run-summary'
import { shippedTemplate } from '../../support/shipped-templates'

const vae = shippedTemplate('vae-mnist')
const moons = shippedTemplate('autoencoder-two-moons')
const entries: readonly TemplateEntry[] = [
  { template: vae, facts: templateFacts(vae), durationMs: 75_000 },
  { template: moons, facts: templateFacts(moons), durationMs: 5_000 },
]
const ids = (filter: string, query = ''): readonly string[] => filterTemplates(entries, filter, query).map((entry) => entry.template.id)

describe('facts on a template’s card', () => {
  test('the parameters are counted from the networks: 784–400–20 and back', () => {
    const encoder = 784 * 400 + 400 + 2 * (400 * 20 + 20)
    const decoder = 20 * 400 + 400 + 400 * 784 + 784
    expect(templateFacts(vae)).toMatchObject({ dataset: 'MNIST', kind: 'image', parameters: encoder + decoder })
    expect(templateFacts(moons)).toMatchObject({ kind: 'points' })
  })

  test('sizes and times are rough and readable', () => {
    expect([940, 2_300, 652_824, 2_800_000, 25_000_000].map(describeParameters)).toEqual(['940 params', '2.3 k params', '0.65 M params', '2.8 M params', '25 M params'])
    expect([400, 8_400, 75_000, 5_400_000].map(describeRoughly)).toEqual(['1 s', '8 s', '1 min', '1.5 h'])
  })

  test('a time is shown only where the same training was finished on the same device', () => {
    const epochs = vae.experiment.training.epochs
    const same = { templateId: 'vae-mnist', stepsPerEpoch: 469, totalSteps: 469 * epochs, elapsedMs: 70_000 }
    const device = 'CPU, 2 cores'
    expect(measuredDuration(vae, [runSummary(same)], device)).toBe(70_000)
    expect(measuredDuration(vae, [runSummary({ ...same, status: 'stopped' })], device)).toBeNull()
    expect(measuredDuration(vae, [runSummary({ ...same, totalSteps: 469 })], device)).toBeNull()
    expect(measuredDuration(vae, [runSummary(same)], 'NVIDIA H200')).toBeNull()
    expect(measuredDuration(moons, [runSummary(same)], device)).toBeNull()
    expect(measuredDuration(vae, [runSummary({ ...same, createdAt: 5 }), runSummary({ ...same, createdAt: 9, elapsedMs: 66_000 })], device)).toBe(66_000)
  })
})

describe('choosing among templates', () => {
  test('filters that nothing fits are left out, the rest count what they show', () => {
    const filters = templateFilters(entries)
    expect(filters.map((filter) => `${filter.title} ${filter.count}`)).toEqual(['All 2', 'Autoencoders 2', 'Under 1 min 1', 'Images 1', '2-D data 1'])
    for (const filter of filters) expect(ids(filter.id).length).toBe(filter.count)
  })

  test('typing finds titles by letters and other words whole, within the filter', () => {
    expect(ids('all', 'vmn')).toEqual(['vae-mnist'])
    expect(ids('all', 'curve')).toEqual(['autoencoder-two-moons'])
    expect(ids('images', 'moons')).toEqual([])
    expect(ids('all', 'nothing like it')).toEqual([])
  })
})

describe('a sparkline', () => {
  test('fills its box from left to right, the lowest value at the bottom', () => {
    expect(sparkPath([2, 1, 0], 64, 24)).toBe('M1.0 2.0L32.0 12.0L63.0 22.0')
  })
  test('breaks where a value is not a number, and draws nothing of one value', () => {
    expect(sparkPath([1, null, 3, 2], 64, 24).match(/M/g)).toHaveLength(2)
    expect(sparkPath([1, null], 64, 24)).toBe('')
    expect(sparkPath([3, 3], 64, 24)).not.toContain('NaN')
  })
})
