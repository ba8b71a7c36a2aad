// Puts the table of a full run into docs/performance.md, between its two marks; the words around it are written by people.
import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { markdownTable } from './summarise.mjs'

const BEGIN = '<!-- bench: begin -->'
const END = '<!-- bench: end -->'

export async function writePerformancePage(root, conditions, rows) {
  const path = resolve(root, 'docs/performance.md')
  const page = await readFile(path, 'utf8')
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (begin === -1 || end < begin) throw new Error(`${path} has lost the marks ${BEGIN} and ${END}`)
  const { startedAt, minutes, processor, threads, rounds, turnMs } = conditions
  const taken = `Taken ${startedAt.slice(0, 16).replace('T', ' ')} UTC in ${minutes} minutes on ${processor}, ${threads} threads each; ${rounds} turns of ${turnMs} ms for each variant, in rotation.`
  await writeFile(path, `${page.slice(0, begin)}${BEGIN}\n${taken}\n\n${markdownTable(rows)}\n${page.slice(end)}`)
}
