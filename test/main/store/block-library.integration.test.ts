// The library of blocks over real files: kept, replaced, listed, deleted; a damaged file is named and costs nothing else.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseBlockFile, type BlockFile } from '@shared/graph/block-file'
import { openBlockLibrary } from '../../../src-main/store/block-library'
import { temporaryFolder } from '../../support/temporary-folder'
import { refusalOf } from '../../support/refusal'

const SHIPPED = 'resources/blocks'
const ENDING = '.latent-block.json'

function ownBlock(name: string): BlockFile {
  const file = parseBlockFile(readFileSync(join(SHIPPED, `resnet-block${ENDING}`), 'utf8'), 'resnet-block')
  return { ...file, block: { ...file.block, id: `own-${name.toLowerCase()}` as BlockFile['block']['id'], name } }
}

test('blocks are kept whole, replaced under their id, listed after the studio’s own by name, and deleted', async () => {
  await using folder = await temporaryFolder()
  const own = join(folder.path, 'blocks')
  mkdirSync(own)
  const library = openBlockLibrary(own, SHIPPED)
  const shipped = library.list()
  expect(shipped.map(({ builtIn, problem }) => [builtIn, problem])).toEqual(shipped.map(() => [true, null]))
  expect(shipped.length).toBe(readdirSync(SHIPPED).length)

  const saved = library.save(ownBlock('Zigzag'))
  library.save(ownBlock('Arch'))
  expect(saved).toMatchObject({ id: 'own-zigzag', name: 'Zigzag', builtIn: false, problem: null, file: ownBlock('Zigzag') })
  expect(library.list().slice(shipped.length).map(({ name }) => name)).toEqual(['Arch', 'Zigzag'])
  library.save({ ...ownBlock('Zigzag'), block: { ...ownBlock('Zigzag').block, description: 'Changed' } })
  expect(openBlockLibrary(own, SHIPPED).list().at(-1)?.file?.block.description).toBe('Changed')

  library.delete('own-arch')
  expect(library.list().slice(shipped.length).map(({ id }) => id)).toEqual(['own-zigzag'])
  expect(refusalOf(() => library.delete('own-arch'))).toMatchObject({ code: 'block-not-found' })
  // The studio's own and files elsewhere are out of reach.
  for (const id of ['resnet-block', '../resnet-block', '']) expect(refusalOf(() => library.delete(id))).toMatchObject({ code: 'block-not-found' })
  expect(existsSync(join(SHIPPED, `resnet-block${ENDING}`))).toBe(true)
})

test('a damaged file stays in the list with its reason and can be deleted; the others stay', async () => {
  await using folder = await temporaryFolder()
  const library = openBlockLibrary(folder.path, SHIPPED)
  library.save(ownBlock('Arch'))
  const text = readFileSync(join(folder.path, `own-arch${ENDING}`), 'utf8')
  const damaged: Readonly<Record<string, string>> = {
    torn: text.slice(0, 300),
    empty: '',
    experiment: JSON.stringify({ format: 'latent-studio-experiment' }),
    newer: text.replace('"version": 1', '"version": 9'),
    loop: text.replace('"type": "add"', '"type": "block:own-arch"'),
  }
  for (const [name, content] of Object.entries(damaged)) writeFileSync(join(folder.path, `${name}${ENDING}`), content)
  writeFileSync(join(folder.path, 'notes.txt'), 'not a block')
  const listed = Object.fromEntries(library.list().flatMap(({ id, builtIn, file, problem }) => (builtIn ? [] : [[id, file === null ? (problem?.code ?? 'no reason') : 'whole']])))
  expect(listed).toEqual({ 'own-arch': 'whole', torn: 'block-not-json', empty: 'block-not-json', experiment: 'block-wrong-format', newer: 'block-newer', loop: expect.stringMatching(/^block-/) })
  for (const name of Object.keys(damaged)) library.delete(name)
  expect(readdirSync(folder.path).toSorted()).toEqual(['notes.txt', `own-arch${ENDING}`])
})

test('a folder that takes no file refuses in words, and leaves nothing behind', async () => {
  await using folder = await temporaryFolder()
  const blocked = join(folder.path, 'blocks')
  writeFileSync(blocked, 'a file where the folder should be')
  expect(refusalOf(() => openBlockLibrary(blocked, SHIPPED).save(ownBlock('Arch')))).toMatchObject({ code: 'block-not-saved', path: join(blocked, `own-arch${ENDING}`) })
  expect(readdirSync(folder.path)).toEqual(['blocks'])
})
