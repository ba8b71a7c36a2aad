// The input as a sequence, time × features, or why it is none.
import type { PortShapes, PortSources, ShapeOutcome } from '../layer-definition'
import { portShape } from '../port-tensor'
import { fromSource, spellShape } from '../words'

export interface SequenceShape {
  readonly steps: number
  readonly features: number
}

export function sequenceAt(title: string, inputs: PortShapes, sources: PortSources | undefined): SequenceShape | Extract<ShapeOutcome, { ok: false }> {
  const input = portShape(inputs, 'input')
  const [steps, features] = input
  if (input.length === 2 && steps !== undefined && features !== undefined) return { steps, features }
  const guess = steps === undefined || input.length === 0 ? undefined : [steps, input.slice(1).reduce((product, extent) => product * extent, 1)]
  return {
    ok: false,
    code: 'input-not-a-sequence',
    title: `${title} cannot take ${spellShape(input)}`,
    expected: 'a sequence, steps × features',
    got: fromSource(`${spellShape(input)}, ${input.length === 1 ? '1 axis' : `${input.length} axes`},`, sources?.['input']),
    fix: guess === undefined ? 'put Reshape before it' : `put Reshape to ${spellShape(guess)} before it`,
    insertions: guess === undefined ? [] : [{ label: `Insert Reshape to ${spellShape(guess)}`, type: 'reshape', parameters: { target: guess } }],
  }
}

/** The input as a sequence where it is known to be one. */
export function knownSequence(inputs: PortShapes): SequenceShape {
  const [steps = 1, features = 1] = portShape(inputs, 'input')
  return { steps, features }
}
