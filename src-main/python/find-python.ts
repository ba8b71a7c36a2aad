// Finds the Python that exported code can be run with, and what of the frameworks it has.
import { basename } from 'node:path'
import { z } from 'zod'
import { StudioError } from '@shared/studio-error'
import { probeModulesProgram } from './probe-modules.py'
import { runPython } from './run-python'

const PROBE_MS = 60_000
const PYTHON_VARIABLE = 'LATENT_STUDIO_PYTHON'

const pythonModules = ['torch', 'keras', 'safetensors', 'numpy', 'tensorflow', 'jax'] as const
export type PythonModule = (typeof pythonModules)[number]

export interface FoundPython {
  /** The binary, as it calls itself. */
  readonly path: string
  readonly version: string
  /** Version of each module; null where it is not installed. */
  readonly modules: Readonly<Record<PythonModule, string | null>>
}

const version = z.string().nullable()
const foundSchema = z.object({ path: z.string(), version: z.string(), modules: z.object({ torch: version, keras: version, safetensors: version, numpy: version, tensorflow: version, jax: version }) })

async function probe(python: string, signal: AbortSignal | undefined): Promise<FoundPython | string> {
  const { output, errors, startError, timedOut, code } = await runPython({ python, parameters: ['-c', probeModulesProgram, ...pythonModules], timeoutMs: PROBE_MS, signal })
  if (startError !== null) return startError.message
  if (timedOut) return `no answer within ${PROBE_MS / 1000} seconds`
  try {
    return foundSchema.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''))
  } catch {
    return errors.trim().split('\n').at(-1) || `it ended with code ${code} and no answer`
  }
}

/**
 * The one asked for, else the one LATENT_STUDIO_PYTHON names, else whichever in PATH suits best.
 * @param lacks how many modules one lacks for what is to be done.
 * @throws StudioError `python-not-found`, naming what was tried and what came of it.
 */
export async function findPython(asked: string | undefined, lacks: (found: FoundPython) => number, signal?: AbortSignal): Promise<FoundPython> {
  const named = process.env[PYTHON_VARIABLE]
  const chosen = asked ?? (named === undefined || named === '' ? undefined : named)
  const candidates = chosen === undefined ? ['python3', 'python'] : [chosen]
  const tried: string[] = []
  const found: FoundPython[] = []
  for (const python of candidates) {
    if (!/^(python|py|pypy)[\d.]*(\.exe)?$/i.test(basename(python))) {
      tried.push(`${python}: not the name of a Python`)
      continue
    }
    const answer = await probe(python, signal)
    if (typeof answer === 'string') tried.push(`${python}: ${answer}`)
    else found.push(answer)
  }
  const [best] = found.toSorted((a, b) => lacks(a) - lacks(b))
  if (best !== undefined) return best
  throw new StudioError({
    code: 'python-not-found',
    message: chosen === undefined ? 'There is no Python in PATH.' : `${chosen} is no Python that runs.`,
    path: chosen ?? 'PATH',
    expected: 'a Python 3 with torch or keras, safetensors and numpy',
    got: tried.join('; '),
    fix: `Install Python 3, or name one: the environment variable ${PYTHON_VARIABLE}, or --python on the command line.`,
  })
}
