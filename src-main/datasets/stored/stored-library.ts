// The datasets a person imported: listed, renamed, deleted. Only manifests are read here; values are the trainer's business.
import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { storedDatasetIdSchema, type StoredDataset } from '@shared/datasets/own/stored-dataset'
import { StudioError } from '@shared/studio-error'
import { faultCode } from '../../files/fault-code'
import { saveFile } from '../../files/save-file'
import { MANIFEST_FILE, readManifest } from './stored-files'

export interface StoredLibrary {
  /** Newest first. What cannot be read is left out and told to `broken`. */
  list(): Promise<StoredDataset[]>
  rename(id: string, name: string): Promise<StoredDataset>
  delete(id: string): Promise<void>
}

export function openStoredLibrary(root: string, broken: (message: string) => void): StoredLibrary {
  const folderOf = (id: string): string => join(root, storedDatasetIdSchema.parse(id))

  async function read(id: string): Promise<StoredDataset> {
    const manifest = await readManifest(folderOf(id))
    if (manifest.facts.id === id) return manifest
    throw new StudioError({ code: 'stored-dataset-damaged', message: 'The imported data was changed or damaged', path: folderOf(id), expected: id, got: manifest.facts.id, fix: 'Delete it under Data and import the files again' })
  }

  return {
    async list() {
      const found: StoredDataset[] = []
      for (const name of await readdir(root)) {
        if (!storedDatasetIdSchema.safeParse(name).success) continue
        try {
          found.push(await read(name))
        } catch (error) {
          broken(`Imported data ${name} cannot be listed: ${error instanceof Error ? error.message : String(error)}`)
        }
      }
      return found.sort((a, b) => b.importedAt - a.importedAt)
    },
    async rename(id, name) {
      const renamed = { ...(await read(id)), name }
      saveFile(join(folderOf(id), MANIFEST_FILE), `${JSON.stringify(renamed, null, 2)}\n`, { code: 'stored-dataset-not-renamed', message: 'The data could not be renamed; its name is as it was.', after: ', then do it again.' })
      return renamed
    },
    async delete(id) {
      // Renamed first, so that a deletion cut short leaves something that is plainly rubbish.
      const doomed = join(root, `.importing-deleted-${id}`)
      await rm(doomed, { recursive: true, force: true })
      await rename(folderOf(id), doomed).catch((cause: unknown) => {
        const path = folderOf(id)
        const got = faultCode(cause)
        if (got === 'ENOENT') throw new StudioError({ code: 'stored-dataset-missing', message: 'There is no such imported data', path, fix: 'It may have been deleted in another window' }, { cause })
        throw new StudioError({ code: 'stored-dataset-not-deleted', message: 'The imported data could not be deleted; it is as it was', path, got, fix: 'Give this user write access to the data folder, then delete it again' }, { cause })
      })
      await rm(doomed, { recursive: true, force: true })
    },
  }
}
