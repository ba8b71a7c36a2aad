// The personal library of blocks: each a `*.latent-block.json` file in the data folder, written atomically; with those that
// the studio ships, which nobody can remove.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { LibraryBlock } from '@shared/contract/blocks'
import { parseBlockFile, serialiseBlockFile, type BlockFile } from '@shared/graph/block-file'
import { StudioError } from '@shared/studio-error'
import { saveFile } from '../files/save-file'

const ENDING = '.latent-block.json'
const ID = /^[A-Za-z0-9_-]{1,64}$/

export interface BlockLibrary {
  /** The studio's own first, then a person's, by name. */
  list(): LibraryBlock[]
  /** Under the block's own id; a block that is there under it is replaced. */
  save(file: BlockFile): LibraryBlock
  delete(id: string): void
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(ENDING) && ID.test(name.slice(0, -ENDING.length))) : []
}

export function openBlockLibrary(folder: string, builtIn: string): BlockLibrary {
  /** A file that cannot be read stays in the list, with the reason. */
  function describe(from: string, name: string): LibraryBlock {
    const id = name.slice(0, -ENDING.length)
    const own = { id, builtIn: from === builtIn }
    try {
      const file = parseBlockFile(readFileSync(join(from, name), 'utf8'), name)
      return { ...own, name: file.block.name, file, problem: null }
    } catch (error) {
      const problem = error instanceof StudioError ? error.detail : { code: 'block-not-readable', message: `The block ${id} cannot be read.`, path: join(from, name), got: error instanceof Error ? error.message : String(error) }
      return { ...own, name: id, file: null, problem }
    }
  }

  function listOf(from: string): LibraryBlock[] {
    return namesIn(from)
      .map((name) => describe(from, name))
      .sort((a, b) => a.name.localeCompare(b.name))
  }

  return {
    list: () => [...listOf(builtIn), ...listOf(folder)],
    save(file) {
      const { id } = file.block
      const path = join(folder, `${id}${ENDING}`)
      saveFile(path, serialiseBlockFile(file), { code: 'block-not-saved', message: 'The block could not be saved; what was there before is untouched.', after: ', then save again.' })
      return describe(folder, `${id}${ENDING}`)
    },
    delete(id) {
      const path = join(folder, `${id}${ENDING}`)
      if (!ID.test(id) || !existsSync(path)) {
        throw new StudioError({ code: 'block-not-found', message: `There is no saved block named ${id}.`, path: id, fix: 'It may have been removed already; the palette shows what is there.' })
      }
      rmSync(path)
    },
  }
}
