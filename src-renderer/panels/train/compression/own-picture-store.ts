// A person's own picture, held while the page is open: whichever run is looked at compresses it.
import { shallowRef } from 'vue'
import { defineStore } from 'pinia'
import { MOST_PICTURE_BYTES } from '@shared/contract/inference'
import type { StudioErrorDetail } from '@shared/studio-error'
import { base64Of } from '../../data/gather-files'

export interface OwnPicture {
  readonly name: string
  /** Its file in base64. */
  readonly file: string
}

export const PICTURE_FILES = '.png,.jpg,.jpeg,.webp,.gif,.tif,.tiff'

export const useOwnPicture = defineStore('own-picture', () => {
  const picture = shallowRef<OwnPicture | null>(null)
  const problem = shallowRef<StudioErrorDetail | null>(null)

  /** True where the file was taken; else `problem` says why not. */
  async function take(file: File): Promise<boolean> {
    problem.value = null
    if (file.size === 0 || file.size > MOST_PICTURE_BYTES) {
      problem.value = {
        code: 'picture-too-large',
        message: `${file.name} ${file.size === 0 ? 'is empty' : 'is too large'}`,
        path: file.name,
        expected: `an image file of at most ${MOST_PICTURE_BYTES / 1024 ** 2} MiB`,
        got: `${(file.size / 1024 ** 2).toFixed(1)} MiB`,
        fix: 'Save it smaller, or with more compression',
      }
      return false
    }
    picture.value = { name: file.name.slice(-255), file: await base64Of([file]) }
    return true
  }

  return { picture, problem, take }
})
