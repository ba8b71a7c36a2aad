// Resolves a catalogue entry that an experiment chose, and says what is wrong with the choice or its parameters.
import type { z } from 'zod'
import { checkParameters } from '../graph/check-parameters'
import { nearestNames } from '../graph/nearest-names'
import type { Problem } from '../problem'
import type { Choice } from './experiment'

interface Entry {
  readonly id: string
  readonly title: string
  readonly parameters: z.ZodObject
}

export interface ResolvedChoice<Definition> {
  readonly definition: Definition | undefined
  readonly parameters: Readonly<Record<string, unknown>> | undefined
  readonly problems: readonly Problem[]
}

/**
 * @param kind what it is, for the words: `recipe`, `dataset`, `optimizer`
 * @param path where the choice stands in the document: `recipe`, `training.optimizers.model`
 */
export function resolveChoice<Definition extends Entry>(kind: string, path: string, choice: Choice, entries: readonly Definition[]): ResolvedChoice<Definition> {
  const definition = entries.find((entry) => entry.id === choice.id)
  if (definition === undefined) return { definition, parameters: undefined, problems: [unknownChoice(kind, path, choice.id, entries)] }
  const check = checkParameters(definition.parameters, choice.parameters)
  const problems = check.violations.map((violation): Problem => {
    const place = `${path}.parameters.${violation.path.join('.')}`
    return {
      code: violation.known ? 'parameter-invalid' : 'parameter-unknown',
      severity: violation.known ? 'error' : 'warning',
      place: { path: place },
      title: violation.known ? `${definition.title}: ${violation.title} cannot be ${violation.got}` : `${definition.title} has no setting called ${violation.key}`,
      expected: violation.expected,
      got: violation.got,
      fix: violation.fix,
      fixes: violation.known
        ? violation.suggestions.map(({ label, value }) => ({ label, edits: [{ kind: 'set-value', path: `${path}.parameters.${violation.key}`, value }] }))
        : [{ label: 'Remove it', edits: [{ kind: 'set-value', path: `${path}.parameters.${violation.key}`, value: null }] }],
    }
  })
  return { definition, parameters: check.values, problems }
}

function unknownChoice(kind: string, path: string, id: string, entries: readonly Entry[]): Problem {
  const near = nearestNames(
    id,
    entries.map((entry) => entry.id),
    3,
  )
  return {
    code: `${kind}-unknown`,
    severity: 'error',
    place: { path: `${path}.id` },
    title: `This studio has no ${kind} called ${id}`,
    expected: near.length === 0 ? `a ${kind} it knows` : `one of ${near.join(', ')}`,
    got: id,
    fix: `choose another ${kind}, or open the experiment in a studio that has it`,
    fixes: entries
      .filter((entry) => near.slice(0, 2).includes(entry.id))
      .map((entry) => ({
        label: `Use ${entry.title}`,
        edits: [
          { kind: 'set-value', path: `${path}.id`, value: entry.id },
          { kind: 'set-value', path: `${path}.parameters`, value: {} },
        ],
      })),
  }
}
