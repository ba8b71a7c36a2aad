// The style sheets and what they style hold together: nothing reads a property that is nowhere set, nothing styles a class that is nowhere named.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../../src-renderer')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(css|vue|ts|html)$/.test(file))
  .map((file) => {
    const text = readFileSync(join(root, file), 'utf8')
    const styles = file.endsWith('.css') ? [text] : [...text.matchAll(/<style[^>]*>(.*?)<\/style>/gs)].map((match) => match[1] ?? '')
    return { file: file.replaceAll('\\', '/'), text, styles: styles.join('\n').replaceAll(/\/\*.*?\*\//gs, ''), markup: file.endsWith('.css') ? '' : text.replaceAll(/<style[^>]*>.*?<\/style>/gs, '') }
  })

test('every custom property that is read is set somewhere', () => {
  const set = new Set(files.flatMap(({ text }) => [...text.matchAll(/(--[\w-]+)['"]?\s*:/g)].map((match) => match[1])))
  const unset = files.flatMap(({ file, text }) => [...text.matchAll(/var\((--[\w-]+)\s*([,)])/g)].flatMap(([, name = '', after]) => (set.has(name) || after === ',' || name.startsWith('--reka-') ? [] : [`${file}: ${name}`])))
  expect(unset).toEqual([])
})

test('every class that has a style is named where elements are made', () => {
  /** Made of a part and a word: `py-keyword`, `diff-added`. */
  const composed = /^(py|diff)-|^vue-flow__/
  const words = new Set(files.flatMap(({ markup }) => [...markup.matchAll(/[\w-]+/g)].map((match) => match[0])))
  const unused = files.flatMap(({ file, styles }) =>
    [...styles.matchAll(/([^{};]+)\{/g)]
      .filter(([, selector = '']) => !selector.trim().startsWith('@'))
      .flatMap(([, selector = '']) => [...selector.matchAll(/\.([a-z_][\w-]*)/gi)].map((match) => match[1] ?? ''))
      .filter((name) => !words.has(name) && !composed.test(name))
      .map((name) => `${file}: .${name}`),
  )
  expect([...new Set(unused)]).toEqual([])
})
