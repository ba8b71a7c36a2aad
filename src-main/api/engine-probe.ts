// Which engine runs will use, asked of a short-lived trainer process: main itself never loads TensorFlow, so a native
// library that crashes on loading takes nothing with it.
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { engineInfoSchema, type EngineInfo } from '@shared/run/run-events'
import { studioErrorDetailSchema, type StudioErrorDetail } from '@shared/studio-error'
import type { Locations } from '../locations'
import { askProcess } from '../processes/ask-process'
import { describeTrainerEnd } from '../runs/trainer-death'

const TIMEOUT_MS = 60_000
const MOST_OUTPUT = 100_000

export interface EngineFinding {
  readonly engine: EngineInfo | null
  /** Why the native engine is missing, where it is. */
  readonly problem: StudioErrorDetail | null
}

const answerSchema = z.union([
  engineInfoSchema.transform((engine): EngineFinding => ({ engine, problem: null })),
  z
    .object({ engine: engineInfoSchema.nullable().default(null), problem: studioErrorDetailSchema.nullable().default(null) })
    .transform((finding): EngineFinding => finding),
])

/** Never rejects: what goes wrong is the finding. */
export async function probeEngine(locations: Locations, timeoutMs: number = TIMEOUT_MS): Promise<EngineFinding> {
  if (!existsSync(locations.trainer)) {
    return { engine: null, problem: { code: 'trainer-missing', message: 'The trainer has not been built.', path: locations.trainer, fix: 'Run `npm start`, which builds it.' } }
  }
  const reply = await askProcess({
    program: { node: locations.node, entry: locations.trainer },
    parameters: ['--probe', ...(locations.engine === null ? [] : [locations.engine])],
    timeoutMs,
    mostOutput: MOST_OUTPUT,
    schema: answerSchema,
  })
  if ('answer' in reply) return reply.answer
  const late = { code: 'engine-not-answering', message: `The engine did not load within ${timeoutMs / 1000} seconds.`, fix: 'Run `npm run setup` to provision it again.' }
  return { engine: null, problem: reply.timedOut ? late : describeTrainerEnd(reply.end) }
}
