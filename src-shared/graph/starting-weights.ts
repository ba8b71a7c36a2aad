// The numbers a network's weights begin a fresh run with, where they are not drawn: an imported model's. They lie beside the document,
// in the data folder, under the hash of what they are; which node they belong to is in their names, `<node>/<weight>`.
import { z } from 'zod'

export const startingWeightsSchema = z.strictObject({
  /** Of the safetensors file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal'),
  /** Where they come from, in words: a file's name. */
  from: z.string().min(1).max(200),
})

export type StartingWeights = z.infer<typeof startingWeightsSchema>
