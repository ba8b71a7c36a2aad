import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { datasetCatalogue } from '@shared/datasets/catalogue'
import { layerCatalogue } from '@shared/layers/catalogue'
import { optimizerCatalogue } from '@shared/optimizers/catalogue'
import { recipeCatalogue } from '@shared/recipes/catalogue'
import { describeField, fieldsOf } from '../../../src-renderer/panels/design/form/fields-of'
import { recordingFields, trainingFields } from '../../../src-renderer/panels/design/inspector/training-fields'

describe('forms derived from schemas', () => {
  test('each kind of zod field becomes its control, with title, unit, limits, default and words', () => {
    const schema = z.object({
      filters: z.int().min(1).max(64).default(32).meta({ title: 'Filters', description: 'Channels.', unit: 'channels' }),
      kernel: z.tuple([z.int().min(1).max(9), z.int().min(1).max(9)]).default([3, 3]).meta({ title: 'Kernel' }),
      rate: z.number().positive().max(10).default(0.001).meta({ title: 'Rate' }),
      padding: z.enum(['same', 'valid']).default('same').meta({ title: 'Padding', labels: { same: 'Same', valid: 'Valid' } }),
      heNormal: z.enum(['he-normal']).default('he-normal'),
      bias: z.boolean().default(true).meta({ title: 'Bias' }),
      target: z.array(z.int().min(1)).min(1).max(4).default([7, 7]).meta({ title: 'Target' }),
      note: z.string().max(40).default('').meta({ title: 'Note' }),
    })
    const fields = fieldsOf(schema)
    expect(fields.map(({ key, title, unit, initial, input }) => ({ key, title, unit, initial, input }))).toEqual([
      { key: 'filters', title: 'Filters', unit: 'channels', initial: 32, input: { kind: 'number', integer: true, least: 1, most: 64, above: undefined, below: undefined } },
      { key: 'kernel', title: 'Kernel', unit: undefined, initial: [3, 3], input: { kind: 'pair', integer: true, least: 1, most: 9, above: undefined, below: undefined } },
      { key: 'rate', title: 'Rate', unit: undefined, initial: 0.001, input: { kind: 'number', integer: false, least: undefined, most: 10, above: 0, below: undefined } },
      {
        key: 'padding',
        title: 'Padding',
        unit: undefined,
        initial: 'same',
        input: { kind: 'choice', options: [{ value: 'same', label: 'Same' }, { value: 'valid', label: 'Valid' }] },
      },
      { key: 'heNormal', title: 'He normal', unit: undefined, initial: 'he-normal', input: { kind: 'choice', options: [{ value: 'he-normal', label: 'He normal' }] } },
      { key: 'bias', title: 'Bias', unit: undefined, initial: true, input: { kind: 'switch' } },
      {
        key: 'target',
        title: 'Target',
        unit: undefined,
        initial: [7, 7],
        input: { kind: 'list', fewest: 1, longest: 4, item: { integer: true, least: 1, most: undefined, above: undefined, below: undefined } },
      },
      { key: 'note', title: 'Note', unit: undefined, initial: '', input: { kind: 'text', longest: 40 } },
    ])
    expect(fields.map(describeField)).toEqual([
      'a whole number from 1 to 64',
      'two numbers, each a whole number from 1 to 9',
      'a number above 0, at most 10',
      'one of Same, Valid',
      'one of He normal',
      'on or off',
      '1 to 4 numbers, each a whole number of at least 1, such as 7×7×64',
      'text of at most 40 letters',
    ])
    expect(fieldsOf(schema)).toBe(fields)
  })

  test('every parameter of every definition gets a titled field whose default its own schema accepts', () => {
    for (const { parameters } of [...layerCatalogue, ...recipeCatalogue, ...datasetCatalogue, ...optimizerCatalogue]) {
      const fields = fieldsOf(parameters)
      // What no form shows, a view of its own does.
      const shown = Object.entries(parameters.shape).flatMap(([key, schema]) => (schema.meta()?.['hidden'] === true ? [] : [key]))
      expect(fields.map((field) => field.key)).toEqual(shown)
      for (const field of fields) {
        expect(field.title).not.toBe('')
        expect(field.input.kind).not.toBe('text')
        expect(parameters.safeParse({ [field.key]: field.initial }).success).toBe(true)
      }
    }
  })

  test('training and recording settings carry the document’s own limits', () => {
    expect([...trainingFields, ...recordingFields].map((field) => `${field.title}: ${describeField(field)}`)).toEqual([
      'Epochs: a whole number from 1 to 100,000',
      'Batch size: a whole number from 1 to 65,536',
      'Seed: a whole number from 0 to 2,147,483,647',
      'Samples: a whole number from 1 to 256',
      'Reconstructions: a whole number from 1 to 64',
      'Latent points: a whole number from 1 to 10,000',
    ])
  })
})
