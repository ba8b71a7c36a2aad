// What the documents name is there: the files, the pages and headings that links lead to, the scripts, the commands with their options,
// the templates. A page may be wrong about much else; about this it cannot be for long.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { commands } from '../../src-main/cli/commands/catalogue'
import { shippedTemplateIds } from '../support/shipped-templates'

const pages = ['README.md', 'CHANGELOG.md', ...globSync('{docs,src-shared,resources}/**/*.md')].map((file) => ({ file, text: readFileSync(file, 'utf8') }))
const folders = ['src-shared', 'src-main', 'src-preload', 'src-renderer', 'resources', 'test', 'docs', 'bench', 'scripts']
const sources = globSync(`{${folders.join(',')}}/**/*.*`)
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(readFileSync('package.json', 'utf8')))

/** What a page sets in the type of code: lines of blocks, and spans within a paragraph. */
function codeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```\w*\n([^]*?)^```/gm)].flatMap(([, block = '']) => block.split('\n'))
  const prose = text.replace(/^```[^]*?^```/gm, '')
  return [...blocks, ...[...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span.replace(/\s+/g, ' '))].filter((code) => code.trim() !== '')
}

/** All that is wrong, each with its page. */
const faults = (look: (page: { readonly file: string; readonly text: string }) => readonly string[]): string[] => pages.flatMap((page) => look(page).map((fault) => `${page.file}: ${fault}`))

/** As GitHub makes the anchor of a heading. */
const anchor = (heading: string): string => heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\- ]/gu, '').replaceAll(' ', '-')

test('links lead to files and headings that are there', () => {
  const lost = ({ file, text }: (typeof pages)[number]): string[] =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return []
      const [path = '', heading] = link.split('#')
      const target = path === '' ? file : join(dirname(file), path)
      if (!existsSync(target)) return [link]
      return heading === undefined || [...readFileSync(target, 'utf8').matchAll(/^#+ (.*)$/gm)].some(([, title = '']) => anchor(title) === heading) ? [] : [link]
    })
  expect(faults(lost)).toEqual([])
})

test('files and folders that are named are there, by their paths or by their names alone', () => {
  const path = new RegExp(`^(?:${folders.join('|')})/[^\\s<>]*$`)
  // Metrics are named so, too.
  const metric = /^test\/(?:\.\.\.|[a-z][A-Za-z\d]*)$/
  const lost = ({ text }: (typeof pages)[number]): string[] =>
    codeOf(text)
      .flatMap((code) => code.split(/[\s(),;:'"]+/))
      .filter((word) => {
        if (path.test(word)) return !metric.test(word) && !existsSync(word) && globSync([word, `${word}.*`]).length === 0
        return /^[\w/-]+(?:\.[\w-]+)*\.(?:ts|vue|mjs|cjs|py|css)$/.test(word) && !sources.some((file) => file.endsWith(`/${word}`))
      })
  expect(faults(lost)).toEqual([])
})

test('every document is reached from the README', () => {
  const readme = pages[0]?.text ?? ''
  expect(globSync('docs/*.md').filter((file) => !readme.includes(`](${file})`))).toEqual([])
})

test('npm scripts that are named are in package.json', () => {
  expect(faults(({ text }) => codeOf(text).flatMap((code) => [...code.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)).filter((name) => !(name in scripts)))).toEqual([])
})

test('options that are named with a script are read by it', () => {
  const shared = globSync('{scripts/lib,bench/support}/*.*').map((file) => readFileSync(file, 'utf8'))
  const wrong = (code: string): string[] => {
    const [, name] = /^npm run ([\w:-]+) -- /.exec(code) ?? []
    const [script] = /\b(?:bench|scripts)\/[\w/-]+\.mjs/.exec(name === undefined ? code : (scripts[name] ?? '')) ?? []
    if (script === undefined || name === 'studio' || !existsSync(script)) return []
    const read = [readFileSync(script, 'utf8'), ...shared].join('\n')
    return [...code.matchAll(/ --([a-z-]+)/g)].flatMap(([, option = '']) => (new RegExp(`'(?:--)?${option}['=]|\\b${option}: \\{`).test(read) ? [] : [`${code}: no option --${option}`]))
  }
  expect(faults(({ text }) => codeOf(text).flatMap(wrong))).toEqual([])
})

test('commands of the command line that are named are there, with their options and their templates', () => {
  const wrong = (code: string): string[] => {
    const [, line] = /^(?:npm run studio -- |studio )(.+)$/.exec(code.trim()) ?? []
    if (line === undefined || /^(<|…|--)/.test(line)) return []
    const words = line.replace(/[[\]]/g, ' ').trim().split(/\s+/)
    const command = commands.find((each) => each.words.every((word, index) => words[index] === word))
    if (command === undefined) return [code]
    const options = words.flatMap((word) => (word.startsWith('--') ? [word.slice(2)] : [])).filter((name) => !['json', 'help', 'data-dir'].includes(name) && command.options?.[name] === undefined)
    const template = ['train', 'estimate'].includes(command.words[0] ?? '') ? (words[1] ?? '') : ''
    return [...options.map((name) => `${code}: no option --${name}`), ...(/^[a-z][a-z\d-]*$/.test(template) && !shippedTemplateIds().includes(template) ? [`${code}: no template ${template}`] : [])]
  }
  expect(faults(({ text }) => codeOf(text).flatMap(wrong))).toEqual([])
})

test('the page of the command line has every command', () => {
  const page = readFileSync('docs/command-line.md', 'utf8')
  expect(commands.map(({ words }) => words.join(' ')).filter((words) => !new RegExp(`\`${words}[ \`]`).test(page))).toEqual([])
})
