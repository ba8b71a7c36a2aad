// How an edit is refused: the document stays as it is, and the person reads why.
import { StudioError } from '../studio-error'

/** @throws StudioError always */
export function refuseEdit(code: string, message: string, expected: string, got: string, fix: string, path?: string): never {
  throw new StudioError({ code, message, expected, got, fix, ...(path === undefined ? {} : { path }) })
}
