// Problems of single settings, sorted by field, in the few words that fit under one.
import type { Problem } from '@shared/problem'

/** Faults whose path is `<stem>.<field>` (or deeper), for the given node or for the experiment itself. */
export function fieldFaults(problems: readonly Problem[], stem: string, node?: { readonly network: string; readonly node: string }): Readonly<Record<string, string>> {
  const faults: Record<string, string> = {}
  for (const { place, code, expected } of problems) {
    if (code === 'unfinished-field' || place.path === undefined || !place.path.startsWith(`${stem}.`)) continue
    if (place.network !== node?.network || place.node !== node?.node) continue
    const field = place.path.slice(stem.length + 1).split('.')[0] ?? ''
    faults[field] ??= `Expected ${expected}`
  }
  return faults
}
