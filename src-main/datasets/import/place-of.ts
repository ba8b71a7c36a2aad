// What the folders of a file say: which part of the data it belongs to, and which class it shows.

export type Part = 'train' | 'validation' | 'test'

const PARTS: Readonly<Record<string, Part>> = {
  train: 'train',
  training: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
}

export interface Place {
  /** Null where no folder says it. */
  readonly part: Part | null
  /** Null where the file lies in no folder beside the part's. */
  readonly label: string | null
}

/** Folders that all files share, the chosen folder itself among them, say nothing. */
export function commonDepth(names: readonly string[]): number {
  const [first = '', ...rest] = names
  const folders = first.split('/').slice(0, -1)
  let depth = folders.length
  for (const name of rest) {
    const parts = name.split('/').slice(0, -1)
    let shared = 0
    while (shared < depth && parts[shared] === folders[shared]) shared += 1
    depth = shared
    if (depth === 0) break
  }
  // A lone class, or a lone part, is told apart from a wrapper by nothing but its name.
  while (depth > 0 && partNamed(folders[depth - 1] ?? '') !== null) depth -= 1
  return depth
}

function partNamed(folder: string): Part | null {
  return PARTS[folder.toLowerCase()] ?? null
}

/** The first folder below the shared ones that names a part is the part; the first other one is the class. */
export function placeOf(name: string, depth: number): Place {
  const folders = name.split('/').slice(depth, -1)
  let part: Part | null = null
  let label: string | null = null
  for (const folder of folders) {
    const named: Part | null = part === null ? partNamed(folder) : null
    if (named !== null) part = named
    else label ??= folder
  }
  return { part, label }
}

/** `train-images-idx3-ubyte`, `t10k-labels`, `test.csv`, `x_val.npy`. */
export function partInFileName(name: string): Part | null {
  const words = (name.split('/').at(-1) ?? '').toLowerCase().split(/[^a-z0-9]+/)
  if (words.includes('t10k')) return 'test'
  for (const word of words) {
    const part = PARTS[word]
    if (part !== undefined) return part
  }
  return null
}

/** How many examples each part has; null where something belongs to none, or nothing is for training or for testing. */
export function countParts(found: Iterable<{ readonly part: Part | null; readonly count: number }>): Readonly<Record<Part, number>> | null {
  const counts = { train: 0, validation: 0, test: 0 }
  for (const { part, count } of found) {
    if (part === null) return null
    counts[part] += count
  }
  return counts.train > 0 && counts.test > 0 ? counts : null
}

/** Class names in an order people expect: `2` before `10`, else by letters. */
export function sortClasses(names: Iterable<string>): string[] {
  return [...new Set(names)].sort(new Intl.Collator('en', { numeric: true }).compare)
}
