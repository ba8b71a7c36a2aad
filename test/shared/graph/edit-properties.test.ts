// What holds for whatever a person does: any sequence of edits of every kind, by the numbers of src-shared/graph/SPEC.md.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { experimentSchema } from '@shared/experiment/experiment'
import { hashExperiment } from '@shared/experiment/hash-experiment'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { brokenRule } from '@shared/graph/document-rules'
import { createHistory, redo, undo, type EditHistory } from '@shared/graph/edit-history'
import { arbitraryEdit, editKinds, startingDocuments } from './arbitrary-experiment'
import { play, tryStep } from './play-edits'

const start = fc.constantFrom(...startingDocuments)
const asText = (history: EditHistory): string => JSON.stringify(history.present)

test('D5 and D6: steps, undone and redone in any order, give the documents they gave before, key for key', () => {
  const act = fc.oneof(
    { weight: 4, arbitrary: fc.array(arbitraryEdit, { minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom('undo' as const, 'redo' as const) },
  )
  fc.assert(
    fc.property(start, fc.array(act, { minLength: 5, maxLength: 25 }), (first, acts) => {
      let history = createHistory(first)
      // Every document there was, as text, so that one changed afterwards is found; and which of them is on the canvas.
      let texts = [asText(history)]
      let at = 0
      for (const each of acts) {
        const before = history
        if (each === 'undo') [history, at] = [undo(history), Math.max(0, at - 1)]
        else if (each === 'redo') [history, at] = [redo(history), Math.min(texts.length - 1, at + 1)]
        else {
          history = tryStep(history, each)
          if (history !== before) {
            at += 1
            texts = [...texts.slice(0, at), asText(history)]
          }
        }
        expect(asText(history)).toBe(texts[at])
      }
      for (; at > 0; at -= 1) {
        history = undo(history)
        expect(asText(history)).toBe(texts[at - 1])
      }
      expect([history.past, history.present]).toEqual([[], first])
      for (const text of texts.slice(1)) {
        history = redo(history)
        expect(asText(history)).toBe(text)
      }
      expect(history.future).toEqual([])
    }),
    { numRuns: 200, seed: 3 },
  )
})

test('S1, S2 and S4: every document that edits can reach keeps the document rules and survives saving and opening, its content hash too', () => {
  const accepted = new Set<string>()
  let steps = 0
  fc.assert(
    fc.property(start, fc.array(arbitraryEdit, { minLength: 10, maxLength: 30, size: 'max' }), (first, edits) => {
      const { present, past } = play(first, edits)
      for (const { label } of past) accepted.add(label)
      steps += past.length
      expect(experimentSchema.safeParse(present).success).toBe(true)
      expect(brokenRule(present)).toBeUndefined()
      const text = serialiseExperiment(present)
      const read = parseExperiment(text, 'reached.latent.json')
      expect(read).toEqual(present)
      expect(serialiseExperiment(read)).toBe(text)
      const content = (experiment: typeof read): string => hashExperiment(experiment, (canonical) => canonical)
      expect(content(read)).toBe(content(present))
    }),
    { numRuns: 250, seed: 5 },
  )
  expect(steps).toBeGreaterThan(1000)
  expect([...accepted].sort()).toEqual([...editKinds].sort())
})
