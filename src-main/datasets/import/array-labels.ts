// Arrays come in files of their own for examples and for labels, and for training and testing: which file is what.
import { StudioError } from '@shared/studio-error'
import type { Entry } from './entries'
import { partInFileName, type Part } from './place-of'

const LABEL_WORDS = new Set(['label', 'labels', 'y', 'target', 'targets', 'class', 'classes'])

export interface ArrayPair<Contents> {
  readonly part: Part | null
  readonly examples: { readonly entry: Entry; readonly contents: Contents }
  readonly labels: { readonly entry: Entry; readonly contents: Contents } | null
}

function namesLabels(name: string): boolean {
  return (name.split('/').at(-1) ?? '').toLowerCase().split(/[^a-z0-9]+/).some((word) => LABEL_WORDS.has(word))
}

/**
 * Pairs examples with labels of the same part.
 * @param shapeOf of the whole array, the count first
 * @throws StudioError where there is more than one array of examples for a part, or labels do not fit
 */
export function pairArrays<Contents>(files: readonly { readonly entry: Entry; readonly contents: Contents }[], shapeOf: (contents: Contents) => readonly number[]): ArrayPair<Contents>[] {
  const labelFiles = files.filter(({ entry, contents }) => shapeOf(contents).length === 1 && (namesLabels(entry.name) || files.length > 1))
  const exampleFiles = files.filter((file) => !labelFiles.includes(file))
  if (exampleFiles.length === 0) {
    const names = files.map(({ entry }) => entry.name).join(', ')
    throw new StudioError({ code: 'import-no-examples', message: `${names} ${files.length === 1 ? 'holds' : 'hold'} one number an example`, expected: 'an array with the count first and the values of an example after it', got: 'labels alone', fix: 'Add the file of examples' })
  }
  const parts = new Map<Part | null, ArrayPair<Contents>>()
  for (const file of exampleFiles) {
    const part = exampleFiles.length === 1 ? null : partInFileName(file.entry.name)
    const taken = parts.get(part)
    if (taken !== undefined) {
      throw new StudioError({
        code: 'import-arrays-ambiguous',
        message: `${taken.examples.entry.name} and ${file.entry.name} could both be the ${part ?? 'whole'} data`,
        path: file.entry.name,
        expected: 'one array of examples, or one each with train, validation and test in its name',
        got: `${exampleFiles.length} arrays`,
        fix: 'Rename them, or import them one at a time',
      })
    }
    parts.set(part, { part, examples: file, labels: labelsFor(labelFiles, exampleFiles.length === 1 ? null : part) })
  }
  if (parts.size > 1 && parts.has(null)) {
    const odd = parts.get(null)?.examples.entry.name ?? ''
    throw new StudioError({ code: 'import-arrays-ambiguous', message: `It cannot be told what ${odd} is for`, path: odd, expected: 'train, validation or test in the name of every array', got: odd, fix: 'Rename it, or import it alone' })
  }
  const pairs = [...parts.values()]
  for (const { examples, labels } of pairs) {
    const [count = 0] = shapeOf(examples.contents)
    const [found = 0] = labels === null ? [count] : shapeOf(labels.contents)
    if (found !== count) {
      throw new StudioError({ code: 'import-labels-mismatch', message: `${labels?.entry.name ?? ''} does not fit ${examples.entry.name}`, path: labels?.entry.name, expected: `${count.toLocaleString('en-US')} labels`, got: found.toLocaleString('en-US'), fix: 'Choose the file of labels that belongs to these examples' })
    }
  }
  const labelled = pairs.filter((pair) => pair.labels !== null)
  if (labelled.length > 0 && labelled.length < pairs.length) {
    const bare = pairs.find((pair) => pair.labels === null)?.examples.entry.name ?? ''
    throw new StudioError({ code: 'import-labels-missing', message: `There are no labels for ${bare}`, path: bare, expected: 'labels for every part, or for none', got: 'labels for some', fix: 'Add the missing file, or leave the labels out' })
  }
  return pairs.sort((a, b) => String(a.part).localeCompare(String(b.part)))
}

function labelsFor<File extends { readonly entry: Entry }>(files: readonly File[], part: Part | null): File | null {
  if (part === null) return files[0] ?? null
  return files.find(({ entry }) => partInFileName(entry.name) === part) ?? null
}
