// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { experimentSchema, type Experiment } from '@shared/experiment/experiment'
import type { GraphEdit } from '@shared/graph/edit-schema'
import type { NetworkId, NodeId } from '@shared/graph/network'
import type { StudioClient } from '../../../src-renderer/client/studio-client'
import { useExperimentStore } from '../../../src-renderer/stores/experiment-store'
import { shippedTemplate } from '../../support/shipped-templates'

/** The library in memory; parsing is the real one. */
const library = vi.hoisted(() => ({ files: new Map<string, Experiment>(), savedAt: 1_000_000, full: false }))

vi.mock('../../../src-renderer/client/studio-client', async () => {
  const { parseExperiment: parse } = await import('@shared/experiment/parse-experiment')
  const experiments: Partial<StudioClient['experiments']> = {
    save: ({ id, experiment }) => {
      if (library.full) return Promise.reject(new Error('The disk is full'))
      const name = id ?? experiment.name.toLowerCase().replaceAll(' ', '-')
      library.files.set(name, experimentSchema.parse(structuredClone(experiment)))
      return Promise.resolve({ id: name, name: experiment.name, savedAt: library.savedAt, revision: 'r1' })
    },
    list: () => Promise.resolve([...library.files].map(([id, { name }]) => ({ id, name, savedAt: library.savedAt, revision: 'r1' }))),
    open: ({ id }) => {
      const experiment = library.files.get(id)
      return experiment ? Promise.resolve({ id, experiment }) : Promise.reject(new Error('gone'))
    },
    parse: ({ text, fileName }) => Promise.resolve().then(() => parse(text, fileName)),
  }
  return { studio: { experiments } }
})

const template = shippedTemplate('vae-mnist')
const encoder = 'encoder' as NetworkId
const dense = template.experiment.networks[0]?.nodes.find((node) => node.type === 'dense')?.id ?? ('' as NodeId)

function setUnits(units: number | string): GraphEdit {
  return { kind: 'set-parameters', network: encoder, node: dense, parameters: { units } }
}

function unitsOf(document: Experiment | null): unknown {
  return document?.networks[0]?.nodes.find((node) => node.id === dense)?.parameters['units']
}

function openedStore() {
  const store = useExperimentStore()
  store.openTemplate(template)
  return store
}

beforeEach(() => {
  setActivePinia(createPinia())
  localStorage.clear()
  sessionStorage.clear()
  library.files.clear()
  library.full = false
})

describe('undo and redo', () => {
  test('typing in one field is one step, the next field another', () => {
    const store = openedStore()
    for (const units of [3, 32, 320]) store.edit([setUnits(units)], 'Change units', { coalesce: 'field units' })
    store.edit([{ kind: 'set-value', path: 'training.epochs', value: 3 }], 'Change epochs', { coalesce: 'field epochs' })
    expect(store.history?.past.map((step) => step.label)).toEqual(['Change units', 'Change epochs'])
    store.undo()
    expect([unitsOf(store.experiment), store.experiment?.training.epochs]).toEqual([320, template.experiment.training.epochs])
    store.undo()
    expect(store.experiment).toBe(template.experiment)
    expect([store.canUndo, store.canRedo]).toEqual([false, true])
    store.redo()
    store.redo()
    expect([unitsOf(store.experiment), store.experiment?.training.epochs]).toEqual([320, 3])
  })

  test('leaving a field and coming back starts a new step, and so does an undo in between', () => {
    const store = openedStore()
    store.edit([setUnits(10)], 'Change units', { coalesce: 'field units' })
    store.endGesture()
    store.edit([setUnits(20)], 'Change units', { coalesce: 'field units' })
    store.undo()
    store.edit([setUnits(30)], 'Change units', { coalesce: 'field units' })
    store.undo()
    expect(unitsOf(store.experiment)).toBe(10)
  })

  test('typing that ends where it began leaves no step, and the document is the saved one again', () => {
    const store = openedStore()
    store.edit([setUnits(40)], 'Change units', { coalesce: 'field units' })
    expect(store.dirty).toBe(true)
    store.edit([setUnits(400)], 'Change units', { coalesce: 'field units' })
    expect([store.canUndo, store.dirty]).toEqual([false, false])
    expect(store.experiment).toBe(template.experiment)
  })

  test('several edits of one gesture are one step', () => {
    const store = openedStore()
    const label = 'Delete 2 layers'
    store.edit([{ kind: 'remove-nodes', network: encoder, nodes: [dense] }, { kind: 'set-value', path: 'name', value: 'Less' }], label)
    expect(store.history?.past.map((step) => step.label)).toEqual([label])
    store.undo()
    expect(store.experiment).toBe(template.experiment)
  })

  test('what cannot be done is refused in words and changes nothing', () => {
    const store = openedStore()
    const refusal = store.edit([{ kind: 'set-value', path: 'training.batchSize', value: 0 }], 'Change batch size')
    expect(refusal).toMatchObject({ code: 'setting-invalid', path: 'training.batchSize' })
    expect(refusal?.expected).toBeTruthy()
    expect(store.experiment).toBe(template.experiment)
    expect(store.canUndo).toBe(false)
  })
})

describe('selection', () => {
  test('what an edit or an undo takes away is no longer selected', () => {
    const store = openedStore()
    store.select([`${encoder}/${dense}`, 'decoder/dense'])
    store.edit([{ kind: 'remove-nodes', network: encoder, nodes: [dense] }], 'Delete layer')
    expect([...store.selectedNodes].includes(`${encoder}/${dense}`)).toBe(false)
  })
})

describe('problems', () => {
  test('a value that does not fit is a problem of its node at once, and blocks training until it is mended', () => {
    const store = openedStore()
    expect([store.problems, store.canTrain]).toEqual([[], true])
    store.edit([setUnits(0)], 'Change units')
    expect(store.problems[0]?.place).toMatchObject({ network: encoder, node: dense })
    expect(store.canTrain).toBe(false)
    store.undo()
    expect(store.canTrain).toBe(true)
  })

  test('text that is no value yet is kept, told and blocks training, while the document keeps its last value', () => {
    const store = openedStore()
    const place = `${encoder}/${dense}/parameters.units`
    store.holdUnfinished(place, { text: '4o', title: 'Units', expected: 'a whole number' })
    expect(store.problems).toMatchObject([
      { code: 'unfinished-field', severity: 'error', place: { network: encoder, node: dense, path: 'parameters.units' }, expected: 'a whole number', got: '“4o”' },
    ])
    expect([store.canTrain, unitsOf(store.experiment)]).toEqual([false, 400])
    store.holdUnfinished(place, null)
    expect(store.canTrain).toBe(true)
  })
})

describe('saving', () => {
  test('the words beside the name follow the document from template to saved, changed, undone and saved again', async () => {
    vi.useFakeTimers({ now: library.savedAt })
    try {
      const store = openedStore()
      const said = [store.saveLabel]
      await store.save()
      said.push(store.saveLabel)
      await vi.advanceTimersByTimeAsync(15_000)
      said.push(store.saveLabel)
      store.edit([setUnits(7)], 'Change units')
      said.push(store.saveLabel)
      store.undo()
      said.push(store.saveLabel)
      expect(said).toEqual(['Not saved yet', 'Saved just now', 'Saved 15 s ago', 'Unsaved changes', 'Saved 15 s ago'])
      expect(store.libraryId).toBe('vae-on-mnist')
    } finally {
      vi.useRealTimers()
    }
  })

  test('a save that fails leaves the document unsaved and says why', async () => {
    const store = openedStore()
    store.edit([setUnits(7)], 'Change units')
    library.full = true
    await expect(store.save()).rejects.toThrow('The disk is full')
    expect([store.dirty, store.saving, store.saveLabel]).toEqual([true, false, 'Unsaved changes'])
  })

  test('what is saved is what was on the canvas when saving began, even if it changes meanwhile', async () => {
    const store = openedStore()
    const saving = store.save()
    store.edit([setUnits(9)], 'Change units')
    await saving
    expect([unitsOf(library.files.get('vae-on-mnist') ?? null), store.dirty]).toEqual([400, true])
  })

  test('a saved experiment opens as it was saved, and remembers no template', async () => {
    const store = openedStore()
    expect(store.templateId).toBe('vae-mnist')
    store.edit([setUnits(123)], 'Change units')
    await store.save()
    store.newBlank()
    await store.openSaved('vae-on-mnist')
    expect([unitsOf(store.experiment), store.templateId, store.dirty, store.canUndo]).toEqual([123, null, false, false])
  })

  test('a file opens as unsaved work; a broken one is refused and leaves what was open', async () => {
    const store = openedStore()
    await expect(store.openText('{"format": "something else"}', 'notes.json')).rejects.toThrow()
    expect(store.experiment).toBe(template.experiment)
    await store.openText(serialiseExperiment(template.experiment), 'mine.latent.json')
    expect([store.experiment?.name, store.dirty]).toEqual([template.experiment.name, true])
  })

  test('a blank document is whole by the schema and has one input and one output a network', () => {
    const store = useExperimentStore()
    store.newBlank()
    const again = parseExperiment(serialiseExperiment(store.experiment ?? template.experiment), 'blank')
    expect(again.networks.map((network) => network.nodes.map((node) => node.type))).toEqual([
      ['input', 'output'],
      ['input', 'output'],
    ])
    expect(store.canTrain).toBe(false)
  })
})

describe('the draft', () => {
  test('a reload brings back the document, where it came from, whether it was saved, and unfinished text', () => {
    const store = openedStore()
    store.edit([setUnits(55)], 'Change units')
    store.holdUnfinished('training.epochs', { text: '1o', title: 'Epochs', expected: 'a whole number' })
    store.writeDraftNow()
    setActivePinia(createPinia())
    const reloaded = useExperimentStore()
    expect([unitsOf(reloaded.experiment), reloaded.templateId, reloaded.dirty, reloaded.unfinished.get('training.epochs')?.text]).toEqual([55, 'vae-mnist', true, '1o'])
  })

  test('a draft that cannot be read is set aside, not thrown away', () => {
    localStorage.setItem('latent-studio.draft', '{"experiment": 3')
    const store = useExperimentStore()
    expect(store.experiment).toBeNull()
    expect(localStorage.getItem('latent-studio.draft.unreadable')).toBe('{"experiment": 3')
  })

  test('a browser that keeps nothing is told of in the save state', () => {
    const store = openedStore()
    store.edit([setUnits(8)], 'Change units')
    vi.stubGlobal('localStorage', {
      setItem: () => {
        throw new DOMException('The quota has been exceeded', 'QuotaExceededError')
      },
    })
    store.writeDraftNow()
    vi.unstubAllGlobals()
    expect(store.saveLabel).toBe('Unsaved changes, and no draft could be kept')
  })
})
