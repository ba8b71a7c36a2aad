import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layerCatalogue } from '@shared/layers/catalogue'
import { fuzzyMatch } from '../../../src-renderer/text/fuzzy-match'
import { paletteGroups } from '../../../src-renderer/panels/design/left/palette-groups'
import { rankLayers } from '../../../src-renderer/panels/design/left/rank-layers'

const titles = (query: string): string[] => rankLayers(layerCatalogue, query).map((ranked) => ranked.layer.title)

describe('fuzzy search', () => {
  test('what is typed as an abbreviation finds the layer it abbreviates first', () => {
    expect({
      cnv: titles('cnv').slice(0, 2),
      drp: titles('drp')[0],
      bn: titles('bn')[0],
      'conv t': titles('conv t')[0],
      relu: titles('relu')[0],
      vae: titles('vae')[0],
      fc: titles('fc')[0],
      nonsense: titles('qqq'),
    }).toEqual({
      cnv: ['Conv2D', 'Conv1D'],
      drp: 'Dropout',
      bn: 'Batch norm',
      'conv t': 'Conv2D transpose',
      relu: 'Activation',
      vae: 'Sample z',
      fc: 'Dense',
      nonsense: [],
    })
  })

  test('marks exactly the letters of the query, in order, whatever the case', () => {
    fc.assert(
      fc.property(fc.constantFrom(...layerCatalogue.map((layer) => layer.title)), fc.array(fc.nat(), { maxLength: 6 }), (title, picks) => {
        const places = [...new Set(picks.map((pick) => pick % title.length))].sort((a, b) => a - b)
        const query = places.map((place) => title[place]).join('').toUpperCase()
        const match = fuzzyMatch(query, title)
        expect(match).not.toBeNull()
        const marked = (match?.ranges ?? []).map(([start, end]) => title.slice(start, end)).join('')
        expect(marked.toUpperCase()).toBe(query.replace(/\s/g, ''))
      }),
      { seed: 3, numRuns: 300 },
    )
  })

  test('word starts count more than letters inside words', () => {
    expect(fuzzyMatch('cnv', 'Conv2D')?.ranges).toEqual([[0, 1], [2, 4]])
    expect(fuzzyMatch('t', 'Conv2D transpose')?.ranges).toEqual([[7, 8]])
    expect((fuzzyMatch('bn', 'Batch norm')?.score ?? 0)).toBeGreaterThan(fuzzyMatch('bn', 'Urban')?.score ?? 0)
  })

  test('an empty query leaves the whole catalogue in its order, and groups hold every layer once', () => {
    expect(titles(' ')).toEqual(layerCatalogue.map((layer) => layer.title))
    expect(paletteGroups(layerCatalogue).flatMap((group) => group.layers).length).toBe(layerCatalogue.length)
  })
})
