// Keeps what was measured of this machine's speed, and has it measured: by a process of its own, in the background on the first start
// or when a person asks, and never while a run trains.
import { readFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { CALIBRATION_VERSION, calibrationSchema, type Calibration } from '@shared/cost/calibration'
import type { MeasuredStep } from '@shared/cost/fit-speed'
import { runWork } from '@shared/cost/run-work'
import type { CostState } from '@shared/contract/cost'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { EngineInfo, RunId } from '@shared/run/run-events'
import type { RunRecord, RunSummary } from '@shared/run/run-record'
import type { StudioErrorDetail } from '@shared/studio-error'
import { calibrationOutputSchema } from '../calibration/protocol'
import { writeAtomically } from '../files/write-atomically'
import type { Locations } from '../locations'
import type { Logger } from '../logger'
import { startNodeProcess, type ProcessEnd } from '../processes/node-process'
import { describeProcessEnd } from '../processes/process-death'
import type { EngineFinding } from './engine-probe'

const FILE = 'calibration.json'
/** A person who has just opened the studio is not to be slowed down. */
const BACKGROUND_DELAY_MS = 20_000
/** Looks this often whether a run trains. */
const LOOK_MS = 250
/** Without a sign of progress for so long, it hangs; in JavaScript one workload takes half a minute. */
const SILENCE_MS = 180_000
/** Finished runs that refine the speeds: the newest. Each costs some milliseconds, once. */
const MOST_RUNS = 8

const WORDS = {
  id: 'calibration',
  name: 'The process that measures this machine',
  unfinished: 'before it was done',
  afterMemory: 'Close other programs and calibrate again.',
  afterCrash: 'Calibrate again. Runs are not touched.',
  afterExit: 'Calibrate again. The log of the studio holds the rest of what it said.',
}

export interface CalibrationDeskParts {
  readonly dataDirectory: string
  readonly locations: Locations
  readonly logger: Logger
  readonly runs: { readonly training: boolean; list(): RunSummary[]; get(id: RunId): RunRecord }
  engine(): Promise<EngineFinding>
}

export class CalibrationDesk {
  readonly #parts: CalibrationDeskParts
  readonly #measuredRuns = new Map<RunId, MeasuredStep | null>()
  #calibration: Calibration | null | undefined
  #state: 'idle' | 'waiting' | 'measuring' = 'idle'
  #progress = 0
  #problem: StudioErrorDetail | null = null
  #child: ChildProcess | null = null
  #interrupted = false
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(parts: CalibrationDeskParts) {
    this.#parts = parts
  }

  async read(): Promise<CostState> {
    const { engine } = await this.#parts.engine()
    const calibration = this.#fitting(engine)
    const state = this.#state === 'idle' ? (calibration === null ? (this.#problem === null ? 'unmeasured' : 'failed') : 'measured') : this.#state
    return { state, progress: this.#progress, calibration, runs: calibration === null ? [] : this.#runs(calibration.engine), problem: this.#state === 'idle' ? this.#problem : null }
  }

  /** Measures now, or as soon as no run trains. Where it is under way already, nothing more. */
  measure(): void {
    if (this.#closed || this.#state !== 'idle') return
    clearTimeout(this.#timer)
    this.#problem = null
    this.#progress = 0
    this.#state = 'waiting'
    this.#look()
  }

  /** Has an unknown machine measured once it has been quiet for a while. */
  async measureInBackground(delayMs: number = BACKGROUND_DELAY_MS): Promise<void> {
    const { engine } = await this.#parts.engine()
    if (this.#closed || engine === null || this.#state !== 'idle' || this.#fitting(engine) !== null) return
    this.#timer = setTimeout(() => this.measure(), delayMs)
    this.#timer.unref()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#child?.kill('SIGKILL')
  }

  #look(): void {
    if (this.#closed) return
    const { training } = this.#parts.runs
    if (this.#state === 'waiting' && !training) this.#start()
    else if (this.#state === 'measuring' && training && !this.#interrupted) {
      this.#interrupted = true
      this.#child?.kill('SIGKILL')
    }
    if (this.#state === 'idle') return
    this.#timer = setTimeout(() => this.#look(), LOOK_MS)
    this.#timer.unref()
  }

  #start(): void {
    const { locations } = this.#parts
    this.#state = 'measuring'
    this.#interrupted = false
    this.#progress = 0
    let found: Calibration | null = null
    let hung = false
    const silence = setTimeout(() => {
      hung = true
      this.#child?.kill('SIGKILL')
    }, SILENCE_MS)
    silence.unref()
    this.#child = startNodeProcess({
      program: { node: locations.node, entry: locations.calibration },
      parameters: locations.engine === null ? [] : [locations.engine],
      stdio: ['ignore', 'pipe', 'pipe'],
      line: (source, text) => {
        const output = source === 'stdout' && text.startsWith('{') ? calibrationOutputSchema.safeParse(parseJson(text)) : null
        if (output?.success !== true) return
        silence.refresh()
        if (output.data.kind === 'progress') this.#progress = output.data.done / output.data.total
        else found = { version: CALIBRATION_VERSION, takenAt: Date.now(), machine: machineName(), engine: output.data.engine, engineBytes: output.data.engineBytes, steps: output.data.steps }
      },
      ended: (end) => {
        clearTimeout(silence)
        this.#child = null
        if (this.#closed) return
        if (this.#interrupted && found === null) {
          this.#state = 'waiting'
          return
        }
        this.#state = 'idle'
        if (found !== null) this.#keep(found)
        else this.#fail(end, hung)
      },
    })
  }

  #keep(calibration: Calibration): void {
    this.#calibration = calibration
    try {
      writeAtomically(this.#file, `${JSON.stringify(calibration, null, 2)}\n`)
    } catch (error) {
      // What was measured holds for as long as this studio is open.
      this.#parts.logger.warn(`The calibration could not be kept in ${this.#file}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #fail(end: ProcessEnd, hung: boolean): void {
    this.#problem = hung
      ? { code: 'calibration-silent', message: 'Measuring this machine gave no sign of life and was ended.', fix: 'Calibrate again when less else is going on.' }
      : describeProcessEnd(end, WORDS)
    this.#parts.logger.warn(`Calibration failed: ${this.#problem.message}`)
  }

  get #file(): string {
    return join(this.#parts.dataDirectory, FILE)
  }

  /** What is kept, where it is of this machine and this engine. */
  #fitting(engine: EngineInfo | null): Calibration | null {
    this.#calibration ??= this.#readFile()
    const kept = this.#calibration
    if (kept === null || engine === null) return null
    return kept.machine === machineName() && kept.engine.version === engine.version && kept.engine.device === engine.device ? kept : null
  }

  /** A file that is not there, damaged or of another version is measured anew. */
  #readFile(): Calibration | null {
    try {
      const parsed = calibrationSchema.safeParse(JSON.parse(readFileSync(this.#file, 'utf8')))
      return parsed.success ? parsed.data : null
    } catch {
      return null
    }
  }

  /** Steps of this engine's newest finished runs, at the speed they ended with. */
  #runs(engine: EngineInfo): MeasuredStep[] {
    const newest = this.#parts.runs
      .list()
      .filter((run) => run.status === 'finished' && run.samplesPerSecond !== null && run.samplesPerSecond > 0 && sameWay(run.engine, engine))
      .sort((a, b) => b.createdAt - a.createdAt)
      .slice(0, MOST_RUNS)
    return newest.flatMap((run) => {
      if (!this.#measuredRuns.has(run.id)) this.#measuredRuns.set(run.id, this.#measured(run))
      return this.#measuredRuns.get(run.id) ?? []
    })
  }

  #measured({ id, samplesPerSecond }: RunSummary): MeasuredStep | null {
    const { experiment } = this.#parts.runs.get(id)
    const analysis = analyseExperiment(experiment)
    const { batchSize } = experiment.training
    // The speed a run ended with is that of its last stage.
    const work = runWork(experiment, analysis)?.stages.at(-1)?.work
    if (work === undefined || samplesPerSecond === null || analysis.recipeParameters === undefined) return null
    const batches = analysis.recipe?.batchesPerStep?.(analysis.recipeParameters) ?? 1
    return { work, ms: (1000 * batches * batchSize) / samplesPerSecond }
  }
}

/** Captured and plain, as calibration's own steps are, on the same engine and device. */
function sameWay(run: EngineInfo | null, engine: EngineInfo): boolean {
  return run !== null && run.version === engine.version && run.device === engine.device && run.xla !== true && run.execution !== (engine.native ? 'eager' : 'captured')
}

function machineName(): string {
  return `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} threads, ${process.platform} ${process.arch} ${release()}`
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
