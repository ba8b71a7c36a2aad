// Reads an experiment file. What cannot be read is refused in words, by name; what can be mended on the canvas (an unknown
// layer, shapes that do not fit, a loop) is let in and reported by analysis.
import { describeIssues, quoteValue } from '../graph/describe-schema'
import { brokenRule } from '../graph/document-rules'
import { isDeeperThan } from '../interchange/is-deeper-than'
import { StudioError } from '../studio-error'
import { EXPERIMENT_FORMAT, EXPERIMENT_VERSION, experimentSchema, type Experiment } from './experiment'
import { experimentMigrations, migrateExperiment, type ExperimentMigration, type PlainObject } from './migrations'

/** Objects and lists inside one another; a real experiment has fewer than 10. */
const DEEPEST = 64

export interface ParseOptions {
  readonly migrations?: readonly ExperimentMigration[]
  readonly version?: number
}

/** @throws StudioError `experiment-*`, its path naming the file and the place in it. */
export function parseExperiment(text: string, fileName: string, options: ParseOptions = {}): Experiment {
  const document = asExperimentObject(parseJson(text, fileName), fileName)
  const current = migrateExperiment(document, fileName, options.migrations ?? experimentMigrations, options.version ?? EXPERIMENT_VERSION)
  const parsed = experimentSchema.safeParse(current)
  if (!parsed.success) {
    const violations = describeIssues(experimentSchema, current, parsed.error.issues)
    const first = violations[0]
    const place = first === undefined || first.path.length === 0 ? 'the document' : first.path.join('.')
    const more = violations.length > 1 ? `, and ${violations.length - 1} more place${violations.length === 2 ? '' : 's'}` : ''
    throw new StudioError({
      code: 'experiment-does-not-fit',
      message: `${fileName} is not a sound experiment: ${place} is wrong${more}`,
      path: `${fileName}: ${place}`,
      expected: first?.expected,
      got: first?.got,
      fix: first?.fix,
    })
  }
  const broken = brokenRule(parsed.data)
  if (broken !== undefined) {
    const { code, path, message, expected, got, fix } = broken
    throw new StudioError({ code: `experiment-${code}`, message: `${fileName}: ${message}`, path: `${fileName}: ${path}`, expected, got, fix })
  }
  return parsed.data
}

function parseJson(text: string, fileName: string): unknown {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  try {
    const value: unknown = JSON.parse(plain)
    if (isDeeperThan(value, DEEPEST)) throw new RangeError('too deep')
    return value
  } catch (error) {
    // A runaway nesting overflows the parser's stack or is found right after it.
    if (error instanceof RangeError) {
      throw new StudioError({
        code: 'experiment-too-deep',
        message: `${fileName} nests lists and objects too deeply to be an experiment`,
        path: fileName,
        expected: `at most ${DEEPEST} levels`,
        got: 'more',
        fix: 'open another file',
      })
    }
    const reason = error instanceof Error ? error.message : String(error)
    throw new StudioError(
      {
        code: 'experiment-not-json',
        message: `${fileName} is not a Latent Studio experiment: it is not JSON`,
        path: fileName,
        expected: 'JSON text',
        got: plain.trim() === '' ? 'an empty file' : reason,
        fix: 'open another file, or go back to an earlier copy of this one',
      },
      { cause: error },
    )
  }
}

function asExperimentObject(value: unknown, fileName: string): PlainObject {
  const format: unknown = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && format === EXPERIMENT_FORMAT) return value as PlainObject
  throw new StudioError({
    code: 'experiment-wrong-format',
    message: `${fileName} is JSON, but not a Latent Studio experiment`,
    path: `${fileName}: format`,
    expected: `an object whose format is ${EXPERIMENT_FORMAT}`,
    got: Array.isArray(value) ? 'a list' : typeof value === 'object' && value !== null ? `format ${quoteValue(format)}` : quoteValue(value),
    fix: 'open a file that the studio saved, its name ending in .latent.json',
  })
}
