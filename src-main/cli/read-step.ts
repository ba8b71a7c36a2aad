// `--step`: which checkpoint of a run is meant.
import { StudioError } from '@shared/studio-error'

/** Null where none is named: the newest. @throws StudioError `option-invalid` */
export function readStep(text: string | undefined): number | null {
  if (text === undefined) return null
  if (/^\d{1,12}$/.test(text)) return Number(text)
  throw new StudioError({ code: 'option-invalid', message: `--step cannot be ${text}.`, path: '--step', expected: 'the step of a checkpoint; `runs show` lists them', got: text })
}
