// SPEC.md and the tests tell of the same rules: each is cited where it is tested, by a test's title (`N7: ...`) or a comment (`rule N7`).
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const SPEC = 'src-shared/graph/SPEC.md'
const RULE = /^\| ([A-Z]\d+) \|/gm
const TITLE = /(?:\b(?:test|describe)(?:\.\w+)?\(|\]\)\()\s*(?:'([^'\n]*)'|`([^`]*)`)/g
const COMMENT = /\b[Rr]ule ([A-Z]\d+)\b/g

/** `B1 to B3` names three. */
function named(words: string): string[] {
  const spelt = words.replaceAll(/\b([A-Z])(\d+) to \1(\d+)\b/g, (_all, letter: string, from: string, to: string) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${letter}${Number(from) + index}`).join(' '),
  )
  return spelt.match(/\b[NFBEDS]\d+\b/g) ?? []
}

function citations(source: string): string[] {
  const titles = [...source.matchAll(TITLE)].flatMap(([, plain = '', template = '']) => named(`${plain} ${template}`))
  // Rows of a table of cases are titles, too.
  const rows = [...source.matchAll(/^\s*\['([NFBEDS]\d+): /gm)].map(([, rule = '']) => rule)
  return [...titles, ...rows, ...[...source.matchAll(COMMENT)].map(([, rule = '']) => rule)]
}

test('every rule of the document is cited by a test, and no test cites a rule that is not there', () => {
  const rules = [...readFileSync(SPEC, 'utf8').matchAll(RULE)].map(([, rule = '']) => rule)
  expect([rules.length > 40, new Set(rules).size]).toEqual([true, rules.length])
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.endsWith('spec-rules.test.ts'))
  const cited = new Map(files.flatMap((name) => citations(readFileSync(join('test', name), 'utf8')).map((rule) => [rule, name])))
  expect(rules.filter((rule) => !cited.has(rule))).toEqual([])
  expect([...cited].filter(([rule]) => !rules.includes(rule))).toEqual([])
})
