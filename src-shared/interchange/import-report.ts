// What an import says before anything enters the document: what each layer of the file became, what was changed on the way, and
// what was not understood.
import { z } from 'zod'
import { networkSchema } from '../graph/network'

const importLineSchema = z.strictObject({
  /** What the file calls it. */
  name: z.string(),
  /** Layer class or operator: `Conv2D`, `Gemm`. */
  type: z.string(),
  /** What it became, what was changed, or what to do about it. */
  text: z.string(),
})
export type ImportLine = z.infer<typeof importLineSchema>

export const importReportSchema = z.strictObject({
  /** What the file is, in words: `ONNX model, operators of version 20, written by pytorch 2.13.0`. */
  source: z.string(),
  understood: z.array(importLineSchema),
  changed: z.array(importLineSchema),
  unknown: z.array(importLineSchema),
})
export type ImportReport = z.infer<typeof importReportSchema>

export const importedNetworkSchema = z.strictObject({
  /** Its ids are the file's own; whoever adds it to a document makes the network's id free there. */
  network: networkSchema,
  /** What it expects and gives, without the batch axis, channels last; null where the file does not say. */
  inputShape: z.array(z.number().int().min(1)).nullable(),
  outputShape: z.array(z.number().int().min(1)).nullable(),
  /** Numbers carried over as starting weights; 0 where the file has none. */
  weightCount: z.number().int().min(0),
})
export type ImportedNetwork = z.infer<typeof importedNetworkSchema>
