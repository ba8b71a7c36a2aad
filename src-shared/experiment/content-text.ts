// The text whose SHA-256 names a version: the whole document, where layers stand included, keys sorted at every depth.
import type { z } from 'zod'
import { sortKeys } from './serialise-experiment'

export function contentText(document: z.core.util.JSONType): string {
  return JSON.stringify(sortKeys(document))
}
