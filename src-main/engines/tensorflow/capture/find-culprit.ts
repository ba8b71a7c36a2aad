// Names who asked for an operation that cannot be captured: the layer being computed, and the line of the recipe, layer or
// optimizer it was asked on. Only errors come here, so reading a source map costs nothing that matters.
import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { fileURLToPath } from 'node:url'
import { currentScope } from '@shared/graph/current-scope'

export interface Culprit {
  /** `encoder/hidden`; null outside the layers. */
  readonly layer: string | null
  /** `src-shared/recipes/vae.ts:86`; null where no line of a model's code is on the stack. */
  readonly line: string | null
}

/** Where the code of models is: everything else on a stack is machinery. The first folder that matches, innermost first, counts. */
const MODEL_CODE = /(src-shared\/(?:layers|recipes|optimizers|schedules)\/.+)$/
/** What a program is made of where no recipe is at fault. */
const PROGRAM_CODE = /((?:src-main\/trainer\/programs|test|bench)\/.+)$/

/** To be called while the operation is being asked for. */
export function findCulprit(): Culprit {
  const places = deepStack().split('\n').flatMap((frame) => originalPlace(frame) ?? [])
  const line = firstMatch(places, MODEL_CODE) ?? firstMatch(places, PROGRAM_CODE)
  return { layer: currentScope(), line }
}

/** ` in layer encoder/hidden, at src-shared/layers/dense.ts:40`, or as much of it as is known. */
export function describeCulprit({ layer, line }: Culprit): string {
  return `${layer === null ? '' : ` in layer ${layer}`}${layer !== null && line !== null ? ',' : ''}${line === null ? '' : ` at ${line}`}`
}

/** A recipe's line lies deeper than the ten frames that a stack usually keeps. */
function deepStack(): string {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 100
  const { stack } = new Error()
  Error.stackTraceLimit = limit
  return stack ?? ''
}

function firstMatch(places: readonly string[], pattern: RegExp): string | null {
  for (const place of places) {
    const match = pattern.exec(place)
    if (match?.[1] !== undefined) return match[1]
  }
  return null
}

/** `file:line` of a frame as it was written, whether or not it has been bundled since. */
function originalPlace(frame: string): string | null {
  const match = /(?:\(|at (?:async )?)((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/.exec(frame)
  if (match === null) return null
  const [, file = '', line = '1', column = '1'] = match
  if (/[\\/]node_modules[\\/]/.test(file)) return null
  const path = file.startsWith('file://') ? fileURLToPath(file) : file
  const mapped = mapBack(path, Number(line), Number(column))
  return (mapped ?? `${path}:${line}`).replaceAll('\\', '/')
}

function mapBack(path: string, line: number, column: number): string | null {
  try {
    const payload = JSON.parse(readFileSync(`${path}.map`, 'utf8')) as SourceMapPayload
    const entry = new SourceMap(payload).findEntry(line - 1, column - 1)
    return 'originalSource' in entry ? `${entry.originalSource}:${entry.originalLine + 1}` : null
  } catch {
    // Code that was not bundled has no map.
    return null
  }
}
