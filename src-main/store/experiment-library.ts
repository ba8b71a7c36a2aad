// The studio's library: experiments a person saved, each a `*.latent.json` file in the data folder, written atomically.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { SavedExperiment } from '@shared/contract/contract'
import { experimentSchema, type Experiment } from '@shared/experiment/experiment'
import { StudioError } from '@shared/studio-error'
import { faultCode } from '../files/fault-code'
import { saveFile } from '../files/save-file'

const ENDING = '.latent.json'
const ID = /^[a-z0-9][a-z0-9-]{0,79}$/

export interface ExperimentLibrary {
  list(): SavedExperiment[]
  /** The file's text, unparsed. */
  read(id: string): { readonly text: string; readonly fileName: string }
  /**
   * @param base revision of the file that the experiment was opened from or last saved as; null overwrites whatever is there.
   * @throws StudioError `experiment-changed-elsewhere` where the file holds something else by now; it is then left as it is.
   */
  save(id: string | null, experiment: Experiment, base?: string | null): SavedExperiment
  delete(id: string): void
}

/** `VAE on MNIST` becomes `vae-on-mnist`. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '')
  return slug === '' ? 'experiment' : slug
}

/** Tells two contents of one file apart. */
function revisionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

export function openExperimentLibrary(folder: string): ExperimentLibrary {
  function fileOf(id: string): string {
    if (!ID.test(id)) throw notFound(id)
    return join(folder, `${id}${ENDING}`)
  }

  function notFound(id: string): StudioError {
    return new StudioError({ code: 'experiment-not-found', message: `There is no saved experiment named ${id}.`, path: id, fix: 'It may have been deleted or renamed; the list on Home shows what is there.' })
  }

  function describe(id: string, file: string): SavedExperiment {
    let name = id
    let text = ''
    try {
      text = readFileSync(file, 'utf8')
      const parsed: unknown = JSON.parse(text)
      if (typeof parsed === 'object' && parsed !== null && 'name' in parsed && typeof parsed.name === 'string' && parsed.name !== '') name = parsed.name
    } catch {
      // A broken file stays in the list under its id: opening it says what is wrong.
    }
    return { id, name, savedAt: Math.round(statSync(file).mtimeMs), revision: revisionOf(text) }
  }

  function refuseOverwriting(id: string, file: string, text: string, base: string | null): void {
    if (base === null || !existsSync(file)) return
    const there = readFileSync(file, 'utf8')
    if (revisionOf(there) === base || there === text) return
    throw new StudioError({
      code: 'experiment-changed-elsewhere',
      message: `“${describe(id, file).name}” was saved by another window since it was opened here.`,
      path: id,
      expected: 'the experiment as it was opened here',
      got: `one saved at ${new Date(statSync(file).mtimeMs).toISOString()}`,
      fix: 'Keep both, or save over it: what is there now stays in its version history.',
    })
  }

  function freeId(name: string): string {
    const taken = new Set(readdirSync(folder))
    const slug = slugOf(name)
    for (let count = 1; ; count += 1) {
      const id = count === 1 ? slug : `${slug}-${count}`
      if (!taken.has(`${id}${ENDING}`)) return id
    }
  }

  return {
    list() {
      return readdirSync(folder)
        .filter((name) => name.endsWith(ENDING) && ID.test(name.slice(0, -ENDING.length)))
        .map((name) => describe(name.slice(0, -ENDING.length), join(folder, name)))
        .sort((a, b) => b.savedAt - a.savedAt)
    },
    read(id) {
      const file = fileOf(id)
      try {
        return { text: readFileSync(file, 'utf8'), fileName: `${id}${ENDING}` }
      } catch (error) {
        if (faultCode(error) === 'ENOENT') throw notFound(id)
        throw new StudioError({ code: 'experiment-not-readable', message: `The experiment ${id} cannot be read.`, path: file, got: faultCode(error) }, { cause: error })
      }
    },
    save(id, experiment, base = null) {
      const checked = experimentSchema.parse(experiment)
      const chosen = id ?? freeId(checked.name)
      const file = fileOf(chosen)
      const text = `${JSON.stringify(checked, null, 2)}\n`
      refuseOverwriting(chosen, file, text, base)
      saveFile(file, text, { code: 'experiment-not-saved', message: 'The experiment could not be saved; the file before it is untouched.', after: ', then save again.' })
      return describe(chosen, file)
    },
    delete(id) {
      const file = fileOf(id)
      try {
        rmSync(file)
      } catch (error) {
        if (faultCode(error) === 'ENOENT') throw notFound(id)
        throw error
      }
    },
  }
}
