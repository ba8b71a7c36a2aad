// Undo and redo written down and read again.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { commit, createHistory, undo } from '@shared/graph/edit-history'
import { packHistory, packedHistorySchema, unpackHistory } from '@shared/graph/pack-history'
import { StudioError } from '@shared/studio-error'
import { arbitraryEdit, arbitraryExperiment } from './arbitrary-experiment'
import { boringExperiment } from './build-network'

test('D11: any history read back is the same, and shares again what it shared', () => {
  fc.assert(
    fc.property(arbitraryExperiment, fc.array(arbitraryEdit, { maxLength: 12 }), fc.nat(6), (experiment, edits, undone) => {
      let history = createHistory(experiment)
      for (const edit of edits) {
        try {
          history = commit(history, [edit], edit.kind)
        } catch (error) {
          if (!(error instanceof StudioError)) throw error
        }
      }
      for (let count = 0; count < undone; count += 1) history = undo(history)
      const read = unpackHistory(packedHistorySchema.parse(JSON.parse(JSON.stringify(packHistory(history)))))
      expect(read).toEqual(history)
    }),
    { seed: 20261121, numRuns: 150 },
  )
})

test('a hundred steps of small changes cost a quarter of their documents at most', () => {
  let history = createHistory(boringExperiment())
  for (let epochs = 1; epochs <= 120; epochs += 1) history = commit(history, [{ kind: 'set-value', path: 'training.epochs', value: epochs + 1 }], 'Change epochs')
  const packed = packHistory(history)
  expect(packed.past).toHaveLength(100)
  expect(JSON.stringify(packed).length).toBeLessThan(25 * JSON.stringify(history.present).length)
  const read = unpackHistory(packed)
  expect(read?.past[0]?.experiment.networks).toBe(read?.present.networks)
})

test.each([
  { values: [{ $x: 1 }], present: 0, past: [], future: [] },
  { values: [{ networks: { $: 5 } }], present: 0, past: [], future: [] },
  { values: [], present: 3, past: [], future: [] },
])('what is no history is read as none', (packed) => {
  expect(unpackHistory(packedHistorySchema.parse(packed))).toBeNull()
})
