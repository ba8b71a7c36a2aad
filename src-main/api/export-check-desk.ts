// Checks exported code where it will be used: runs the generated files in a Python of the machine's, the studio's own networks in the
// inference process, with the same weights on the same inputs, and compares what comes out.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { CheckedFramework, ExportCheckAnswer, exportCheckRequestSchema, FrameworkCheck } from '@shared/contract/exports'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { classesEntering, drawCheckInput } from '@shared/interchange/draw-check-input'
import type { ExportedCode } from '@shared/interchange/exported-code'
import { exportKeras } from '@shared/interchange/export-keras'
import { exportPyTorch } from '@shared/interchange/export-pytorch'
import { EXPORT_TOLERANCE, outputDifference } from '@shared/interchange/output-difference'
import { StudioError, type StudioErrorDetail } from '@shared/studio-error'
import type { NamedArrays } from '@shared/tensors/named-arrays'
import { decodeSafetensors, encodeSafetensors } from '@shared/tensors/safetensors'
import { formatShape, sameShape } from '@shared/tensors/shape'
import { findPython, type FoundPython, type PythonModule } from '../python/find-python'
import { runExportsProgram } from '../python/run-exports.py'
import { runPython } from '../python/run-python'
import type { InferenceProcess } from '../processes/inference-process'
import type { ExportDesk } from './export-desk'

/** Loading a framework takes seconds, on a busy machine many times that. */
const RUN_MS = 300_000

interface Framework {
  readonly title: string
  readonly module: PythonModule
  generate(experiment: Experiment): ExportedCode
}

const frameworks: Readonly<Record<CheckedFramework, Framework>> = {
  pytorch: { title: 'PyTorch', module: 'torch', generate: (experiment) => exportPyTorch(experiment) },
  keras: { title: 'Keras', module: 'keras', generate: (experiment) => exportKeras(experiment) },
}

/** Keras runs on one of them; the first that is there, unless KERAS_BACKEND says which. */
const backends = [
  ['torch', 'torch'],
  ['tensorflow', 'tensorflow'],
  ['jax', 'jax'],
] as const satisfies readonly (readonly [string, PythonModule])[]

const resultSchema = z.object({ error: z.string().nullable() })

/** What both sides are given. */
interface Shared {
  readonly folder: string
  readonly experiment: Experiment
  readonly weights: NamedArrays
  /** Path of the inputs. */
  readonly inputs: string
  /** The studio's outputs. */
  readonly expected: NamedArrays
  readonly python: FoundPython
  readonly signal: AbortSignal
}

export class ExportCheckDesk {
  readonly #exports: ExportDesk
  readonly #inference: InferenceProcess
  readonly #closing = new AbortController()

  constructor(exports: ExportDesk, inference: InferenceProcess) {
    this.#exports = exports
    this.#inference = inference
  }

  /** Ends what runs in Python. */
  close(): void {
    this.#closing.abort()
  }

  /**
   * @param asker ends the Python that runs.
   * @throws StudioError `python-not-found`, `export-not-possible`, `run-not-found`, `checkpoint-not-found`, or what kept the studio
   * from computing its own outputs.
   */
  async check({ source, frameworks: asked, python: path }: z.output<typeof exportCheckRequestSchema>, asker?: AbortSignal): Promise<ExportCheckAnswer> {
    const signal = AbortSignal.any([this.#closing.signal, ...(asker === undefined ? [] : [asker])])
    const wanted = [...new Set(asked)]
    const { experiment, weights } = this.#exports.read(source)
    const codes = wanted.map((framework) => ({ framework, code: frameworks[framework].generate(experiment) }))
    const python = await findPython(path, (found) => wanted.reduce((sum, framework) => sum + lacking(framework, found).length, 0), signal)
    const able = codes.filter(({ framework }) => lacking(framework, python).length === 0)
    const folder = mkdtempSync(join(tmpdir(), 'latent-studio-check-'))
    try {
      const found = new Map<CheckedFramework, FrameworkCheck>()
      const [first] = able
      if (first !== undefined) {
        const state = await weights()
        const inputs = join(folder, 'inputs.safetensors')
        const expected = await this.#studioOutputs(experiment, first.code, state, inputs, folder)
        for (const { framework, code } of able) found.set(framework, await checkOne(framework, code, { folder, experiment, weights: state, inputs, expected, python, signal }))
      }
      return {
        python: { path: python.path, version: python.version },
        tolerance: EXPORT_TOLERANCE,
        frameworks: wanted.map((framework) => found.get(framework) ?? missing(framework, python)),
      }
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  /** Writes the inputs to the path named, and computes what the studio makes of them. Both frameworks name networks alike. */
  async #studioOutputs(experiment: Experiment, { networks }: ExportedCode, state: NamedArrays, inputs: string, folder: string): Promise<NamedArrays> {
    const analyses = analyseExperiment(experiment).networks
    const drawn = networks.map(({ id, key, inputShape }) => {
      const analysis = analyses.get(id)
      return [key, drawCheckInput(key, inputShape, analysis === undefined ? undefined : classesEntering(analysis))] as const
    })
    writeFileSync(inputs, encodeSafetensors(Object.fromEntries(drawn)))
    const weights = join(folder, 'weights.safetensors')
    writeFileSync(weights, encodeSafetensors(state))
    const answer = await this.#inference.forward({ experiment, names: Object.fromEntries(networks.map(({ id, key }) => [id, key])), weights, inputs })
    const outputs = decodeSafetensors(answer).arrays
    refuseNotFinite(outputs)
    return outputs
  }
}

/** @throws StudioError where there would be nothing to compare: what is no number here would be none there, and count as the same. */
export function refuseNotFinite(outputs: NamedArrays): void {
  for (const [name, { data }] of Object.entries(outputs)) {
    const found = data.find((value) => !Number.isFinite(value))
    if (found === undefined) continue
    throw new StudioError({
      code: 'export-check-not-finite',
      message: 'The network itself gives values that are not finite, so there is nothing to compare.',
      path: name,
      expected: 'finite values from the studio’s own network',
      got: String(found),
      fix: 'Check the untrained network, or a checkpoint from before its values overflowed.',
    })
  }
}

/** What a Python would need to be given first. */
function lacking(framework: CheckedFramework, { modules }: FoundPython): readonly PythonModule[] {
  const needed: readonly PythonModule[] = [frameworks[framework].module, 'safetensors', 'numpy']
  const backendless = framework === 'keras' && backends.every(([, module]) => modules[module] === null)
  return [...needed, ...(backendless ? (['torch'] as const) : [])].filter((module) => modules[module] === null)
}

function missing(framework: CheckedFramework, python: FoundPython): FrameworkCheck {
  const modules = [...lacking(framework, python)]
  const binary = /\s/.test(python.path) ? `"${python.path}"` : python.path
  return { kind: 'missing', framework, modules, install: `${binary} -m pip install ${modules.join(' ')}` }
}

/** One process a framework: two in one process may be at odds over the same libraries. */
async function checkOne(framework: CheckedFramework, code: ExportedCode, shared: Shared): Promise<FrameworkCheck> {
  const { folder, experiment, weights, inputs, expected, python, signal } = shared
  const { title, module } = frameworks[framework]
  const [program, manifest, outputs] = ['run_exports.py', `${framework}.json`, `${framework}-outputs.safetensors`].map((name) => join(folder, name)) as [string, string, string]
  const entry = { name: experiment.name, framework, code: join(folder, code.fileName), weights: join(folder, code.weightsFileName), inputs, outputs }
  writeFileSync(program, runExportsProgram)
  writeFileSync(entry.code, code.text)
  writeFileSync(entry.weights, encodeSafetensors(code.convert(weights)))
  writeFileSync(manifest, JSON.stringify({ entries: [entry] }))
  const backend = process.env['KERAS_BACKEND'] ?? backends.find(([, name]) => python.modules[name] !== null)?.[0]
  const environment = framework === 'keras' && backend !== undefined ? { KERAS_BACKEND: backend } : {}
  const end = await runPython({ python: python.path, parameters: [program, manifest], directory: folder, environment, timeoutMs: RUN_MS, signal })
  signal.throwIfAborted()
  const failed = (message: string, got: string, fix: string): FrameworkCheck => {
    const error: StudioErrorDetail = { code: 'export-check-failed', message, path: python.path, expected: `outputs of ${code.fileName} within ${RUN_MS / 60_000} minutes`, got, fix }
    return { kind: 'failed', framework, error }
  }
  if (end.timedOut) return failed(`${title} had not finished after ${RUN_MS / 60_000} minutes and was ended.`, 'none', 'Try again when the machine has less to do, or check smaller networks.')
  const line = end.output.split('\n').findLast((text) => text.startsWith('{"name"'))
  if (line === undefined) {
    const said = end.errors.trim().split('\n').at(-1) ?? ''
    return failed(`${title} ended before it had run the code.`, end.startError?.message ?? (said === '' ? `exit code ${end.code}, signal ${end.signal}` : said), `See whether \`import ${module}\` works in that Python.`)
  }
  const { error } = resultSchema.parse(JSON.parse(line))
  if (error !== null) return failed(`${code.fileName} did not run in ${title}.`, error, `See whether \`import ${module}\` works in that Python. If it does, the export has a fault: please report it with the experiment.`)
  const networks = compare(code, experiment, expected, decodeSafetensors(readFileSync(outputs)).arrays)
  const version = `${title} ${python.modules[module] ?? ''}${framework === 'keras' && backend !== undefined ? ` on ${backend}` : ''}`
  return { kind: 'compared', framework, version, networks }
}

/** @throws StudioError where an output is not there or has another shape: then there is nothing to subtract. */
function compare({ networks }: ExportedCode, experiment: Experiment, expected: NamedArrays, got: NamedArrays) {
  return networks.map(({ id, key }) => {
    const names = Object.keys(expected).filter((name) => name.startsWith(`${key}/`))
    const differences = names.map((name) => {
      const [wanted, other] = [expected[name], got[name]]
      if (wanted === undefined || other === undefined || !sameShape(wanted.shape, other.shape)) {
        throw new StudioError({
          code: 'export-check-shape',
          message: `The exported network gives another shape as ${name}.`,
          path: name,
          expected: formatShape(wanted?.shape ?? []),
          got: other === undefined ? 'nothing' : formatShape(other.shape),
          fix: 'This is a fault of the export: please report it with the experiment.',
        })
      }
      return outputDifference(wanted.data, other.data)
    })
    const most = Math.max(...differences)
    return { name: experiment.networks.find((network) => network.id === id)?.name ?? key, difference: Number.isFinite(most) ? most : null, same: most <= EXPORT_TOLERANCE }
  })
}
