// Undo and redo as one small JSON value: documents of a history share nearly everything, so each object is written once and
// referred to by its number. Reading it shares what was shared.
import { z } from 'zod'
import { experimentSchema, type Experiment } from '../experiment/experiment'
import { MOST_STEPS, type EditHistory, type HistoryStep } from './edit-history'

const reference = z.strictObject({ $: z.number().int().min(0) })
const packedValue = z.union([reference, z.string(), z.number(), z.boolean(), z.null()])
const packedStep = z.strictObject({ label: z.string().max(200), experiment: z.number().int().min(0) })

export const packedHistorySchema = z.strictObject({
  /** Objects and lists; what is inside one comes before it. */
  values: z.array(z.union([z.array(packedValue), z.record(z.string(), packedValue)])),
  present: z.number().int().min(0),
  past: z.array(packedStep).max(MOST_STEPS),
  future: z.array(packedStep).max(MOST_STEPS),
})
export type PackedHistory = z.infer<typeof packedHistorySchema>
type PackedValue = z.infer<typeof packedValue>

/** Steps of each side that outlive the window; the page itself keeps more. */
const MOST_KEPT_STEPS = 100
/** Objects; a history that would need more keeps its newest steps only. */
const MOST_VALUES = 60_000

export function packHistory(history: EditHistory, mostSteps = MOST_KEPT_STEPS): PackedHistory {
  const values: PackedHistory['values'] = []
  const known = new Map<object, number>()
  const intern = (value: object): number => {
    const at = known.get(value)
    if (at !== undefined) return at
    const packed = Array.isArray(value) ? value.map(pack) : Object.fromEntries(Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, pack(member)]])))
    known.set(value, values.length)
    return values.push(packed) - 1
  }
  const pack = (value: unknown): PackedValue => (typeof value === 'object' && value !== null ? { $: intern(value) } : packedValue.parse(value))
  const step = ({ experiment, label }: HistoryStep): PackedHistory['past'][number] => ({ label: label.slice(0, 200), experiment: intern(experiment) })
  const packed: PackedHistory = {
    present: intern(history.present),
    past: history.past.slice(-mostSteps).map(step),
    future: history.future.slice(0, mostSteps).map(step),
    values,
  }
  return values.length > MOST_VALUES && mostSteps > 0 ? packHistory(history, mostSteps >> 1) : packed
}

/** Null where it is not the history of that document, or of documents this studio knows. */
export function unpackHistory(packed: PackedHistory): EditHistory | null {
  try {
    const values: unknown[] = []
    const read = (value: PackedValue): unknown => {
      if (typeof value !== 'object' || value === null) return value
      if (value.$ >= values.length) throw new RangeError('refers to what comes later')
      return values[value.$]
    }
    for (const value of packed.values) values.push(Array.isArray(value) ? value.map(read) : Object.fromEntries(Object.entries(value).map(([key, member]) => [key, read(member)])))
    const checked = new Map<number, Experiment>()
    const experiment = (at: number): Experiment => {
      const before = checked.get(at)
      if (before !== undefined) return before
      // Checked, and then taken as it is, so that documents share again what they shared; one of an older studio is brought forward.
      const parsed = experimentSchema.parse(values[at])
      const raw = values[at] as Experiment
      const document = raw.version === parsed.version ? raw : parsed
      checked.set(at, document)
      return document
    }
    const step = ({ label, experiment: at }: PackedHistory['past'][number]): HistoryStep => ({ label, experiment: experiment(at) })
    return { present: experiment(packed.present), past: packed.past.map(step), future: packed.future.map(step) }
  } catch {
    return null
  }
}
