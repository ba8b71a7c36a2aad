// Which engine runs will use, asked of a short-lived trainer process: main itself never loads TensorFlow, so a native
// library that crashes on loading takes nothing with it.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { engineInfoSchema, type EngineInfo } from '@shared/run/run-events'
import { studioErrorDetailSchema, type StudioErrorDetail } from '@shared/studio-error'
import type { Locations } from '../locations'
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

/** The last line that is a finding: libraries may print before it. */
function parseAnswer(output: string): EngineFinding | null {
  for (const line of output.trim().split('\n').toReversed()) {
    try {
      const parsed = answerSchema.safeParse(JSON.parse(line))
      if (parsed.success) return parsed.data
    } catch {
      // Not JSON: something a library printed.
    }
  }
  return null
}

/** Never rejects: what goes wrong is the finding. */
export function probeEngine(locations: Locations, timeoutMs: number = TIMEOUT_MS): Promise<EngineFinding> {
  if (!existsSync(locations.trainer)) {
    return Promise.resolve({
      engine: null,
      problem: { code: 'trainer-missing', message: 'The trainer has not been built.', path: locations.trainer, fix: 'Run `npm start`, which builds it.' },
    })
  }
  return new Promise((resolve) => {
    const program = [locations.trainer, '--probe', ...(locations.engine === null ? [] : [locations.engine])]
    const child = spawn(locations.node, program, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' }, windowsHide: true })
    let output = ''
    let errors = ''
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
    }, timeoutMs)
    child.stdout.on('data', (chunk: Buffer) => {
      if (output.length < MOST_OUTPUT) output += chunk.toString('utf8')
    })
    child.stderr.on('data', (chunk: Buffer) => {
      errors = (errors + chunk.toString('utf8')).slice(-MOST_OUTPUT)
    })
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ engine: null, problem: describeTrainerEnd({ code: null, signal: null, startError: error, lastLines: [] }) })
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const finding = parseAnswer(output)
      if (finding !== null) resolve(finding)
      else if (timedOut) resolve({ engine: null, problem: { code: 'engine-not-answering', message: `The engine did not load within ${timeoutMs / 1000} seconds.`, fix: 'Run `npm run setup` to provision it again.' } })
      else resolve({ engine: null, problem: describeTrainerEnd({ code, signal, lastLines: errors.split('\n') }) })
    })
  })
}
