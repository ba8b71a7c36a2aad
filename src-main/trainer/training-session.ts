// A model in an engine: steps it, tests it, encodes and decodes with it. Arrays in, arrays out; whatever is larger than a program's
// rows goes through in several calls, with a breath between them so that commands get through.
import type { MetricSplit } from '@shared/recipes/recipe-definition'
import { onlyStage, type StageMoment, type StageProgram, type TrainingStage } from '@shared/recipes/training-stage'
import type { PlannedStage } from '@shared/run/stage-plan'
import type { NamedArray, NamedArrays } from '@shared/tensors/named-arrays'
import { sizeOf } from '@shared/tensors/shape'
import { addLogWeights, emptyWeightSums, logMeanWeights } from '@shared/recipes/parts/importance-weights'
import type { ImportancePlan } from '@shared/recipes/recipe-definition'
import { modeCoverage } from '@shared/datasets/mode-coverage'
import { measuresModes } from '@shared/experiment/run-metrics'
import type { DatasetPage, DatasetSplit, LoadedDataset } from '../datasets/loaded-dataset'
import type { Compilation, Engine, Execution, ProgramDefinition, Session } from '../engines/engine'
import { tuneProgram, type Tuning } from '../engines/tune-program'
import { circle, emptyExamples, fillExamples, gatherExamples, gatherLabels, range } from './gather-examples'
import { decomposeSymmetric } from './decompose-symmetric'
import { initialState, stageSlotName, type Model } from './model'
import { runLength } from './run-length'
import { commonFeeds, readingFeeds, scalar } from './programs/common-feeds'
import { classifyingProgram, decodingProgram, DECODING_ROWS, encodingProgram, ENCODING_ROWS, evaluationProgram, EVALUATION_ROWS, importanceProgram, IMPORTANCE_CODES, IMPORTANCE_ROWS, pageDamageProgram, pageQualityProgram, reconstructionProgram } from './programs/reading-programs'
import { stageActivities, stageEvaluation, stageFeed, stageStep } from './programs/stage-step'
import { trainingStep } from './programs/training-step'
import { stageModel } from './stage-model'
import { activeDimensions } from './snapshots/active-dimensions'
import { compressionMetricsOf } from './snapshots/compression-figures'
import type { Codes } from './snapshots/project-codes'
import { fixedNoise } from './snapshots/sample-codes'

/** The parts a model is tested on. */
export type EvaluatedSplit = Exclude<MetricSplit, 'train'>

/** Samples held against the modes of the data, where they are known. */
const MODE_SAMPLES = 1000

/** A stage of the run, with its step where that is its own. */
interface SessionStage {
  readonly place: PlannedStage
  readonly stage: TrainingStage
  readonly program: StageProgram | undefined
  /** As the stage trains it. */
  readonly model: Model
}

/** Of every test example the most probable class, and how probable it is. */
export interface Predictions {
  readonly predicted: Int32Array
  readonly probability: Float32Array
}

/** Which program trains in a stage, and which tests. */
function stepProgram({ place, stage, program }: SessionStage): string {
  return program === undefined && stage.updates === undefined && stage.frozenRoles === undefined ? 'train' : `train-${place.id}`
}

function testProgram({ place, stage, program }: SessionStage): string {
  return (program?.evaluate ?? stage.evaluate) === undefined ? 'evaluate' : `evaluate-${place.id}`
}

function activitiesProgram({ place }: SessionStage): string {
  return `activities-${place.id}`
}

function stageFeeds(program: StageProgram, moment: StageMoment): NamedArrays {
  return Object.fromEntries(Object.entries(program.values(moment)).map(([name, value]) => [stageFeed(name), scalar(value)]))
}

/** Lets the event loop turn once. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export class TrainingSession {
  readonly model: Model
  readonly dataset: LoadedDataset
  readonly execution: Execution
  private readonly session: Session
  private readonly evaluationRows: number
  private readonly reconstructionRows: number
  /** How ln p(x) is estimated; null where it is not asked for. */
  readonly importance: ImportancePlan | null
  private readonly importanceRows: number
  /** The stages of the run, in order. */
  private readonly stages: readonly SessionStage[]
  private compiled = false
  private batch: NamedArray | undefined

  /**
   * @param compilable whether the training step is also to be had compiled with XLA: see `tune` and `compile`.
   * @throws StudioError `capture-…` where a program cannot be recorded as a graph.
   */
  constructor(engine: Engine, model: Model, dataset: LoadedDataset, execution: Execution, compilable = false) {
    this.execution = execution
    this.model = model
    this.dataset = dataset
    this.evaluationRows = Math.min(EVALUATION_ROWS, dataset.test.count)
    this.reconstructionRows = Math.min(model.experiment.recording.reconstructionCount, dataset.test.count)
    this.stages = runLength(model, dataset.train.count).stages.map((place) => {
      const stage = model.stages.find(({ id }) => id === place.id) ?? onlyStage
      return { place, stage, program: stage.program, model: stageModel(model, stage) }
    })
    const { description } = dataset
    const programs: Record<string, ProgramDefinition> = { evaluate: evaluationProgram(model, description, this.evaluationRows) }
    for (const stage of this.stages) {
      const { program } = stage
      if (program === undefined) {
        programs[stepProgram(stage)] = trainingStep(stage.model, description)
        if (stage.stage.evaluate !== undefined) programs[testProgram(stage)] = evaluationProgram(model, description, this.evaluationRows, stage.stage.evaluate)
      } else {
        const place = { model, description, id: stage.place.id, stage: program }
        programs[stepProgram(stage)] = stageStep(place)
        if (program.evaluate !== undefined) programs[testProgram(stage)] = stageEvaluation(place, this.evaluationRows)
        const activities = stageActivities(place, this.evaluationRows)
        if (activities !== undefined) programs[activitiesProgram(stage)] = activities
      }
    }
    const encode = encodingProgram(model, description)
    const decode = decodingProgram(model)
    const classify = classifyingProgram(model, description, this.evaluationRows)
    const reconstruct = reconstructionProgram(model, description, this.reconstructionRows)
    if (reconstruct !== undefined) programs['reconstruct'] = reconstruct
    this.importance = model.recipe.importance?.plan(model.recipeParameters) ?? null
    this.importanceRows = Math.min(IMPORTANCE_ROWS, dataset.test.count)
    const importance = importanceProgram(model, description, { rows: this.importanceRows, codes: this.importanceCodes })
    if (importance !== undefined) programs['importance'] = importance
    const [page] = dataset.pages ?? dataset.images ?? []
    const damagePage = page === undefined ? undefined : pageDamageProgram(model, description, [page.height, page.width, 1])
    if (damagePage !== undefined) programs['damage-page'] = damagePage
    if (page !== undefined && (damagePage !== undefined || model.recipe.codeBits !== undefined)) programs['compare-page'] = pageQualityProgram([page.height, page.width, 1])
    if (encode !== undefined) programs['encode'] = encode
    if (decode !== undefined) programs['decode'] = decode
    if (classify !== undefined) programs['classify'] = classify
    this.session = engine.createSession({ state: initialState(model), programs }, { execution, xla: compilable ? this.stages.map(stepProgram) : [] })
  }

  /** Trains on the examples of the given indices. @returns the step's metrics, unprefixed. */
  step(step: number, stepsPerEpoch: number, indices: Uint32Array): Record<string, number> {
    const stage = this.stageOf(step)
    const outputs = this.session.run(stepProgram(stage), this.trainingFeeds(stage, step, stepsPerEpoch, indices))
    if (step + 1 === stage.place.endStep) this.solve(stage)
    return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data[0] ?? Number.NaN]))
  }

  /** What a stage works out from its sums, rather than learns, becomes part of the state at its last step. */
  private solve({ place, program }: SessionStage): void {
    if (program?.solve === undefined) return
    const state = this.session.readState()
    const slots = Object.fromEntries(Object.keys(program.slots).flatMap((name) => Object.entries({ [name]: state[stageSlotName(place.id, name)] }))) as NamedArrays
    this.session.writeState({ ...state, ...program.solve(slots, decomposeSymmetric) })
  }

  /** The stage that the step after so many belongs to. */
  private stageOf(step: number): SessionStage {
    const stage = this.stages.find(({ place }) => step < place.endStep) ?? this.stages.at(-1)
    if (stage === undefined) throw new Error('A run has at least one stage')
    return stage
  }

  /** Codes of an example drawn in one call. */
  private get importanceCodes(): number {
    return Math.min(IMPORTANCE_CODES, this.importance?.samples ?? 0)
  }

  /** True where the training step runs compiled with XLA. */
  get xla(): boolean {
    return this.compiled
  }

  /** Lets the training step run compiled, or plain, from now on. */
  compile(compilation: Compilation): void {
    for (const stage of this.stages) this.session.compile(stepProgram(stage), compilation)
    this.compiled = compilation === 'xla'
  }

  /**
   * Times the training step plain and compiled, and stays with the faster; of several stages, that of the one with most steps to come,
   * for all. The state is as it was.
   * @param calls steps still to come.
   */
  tune(step: number, stepsPerEpoch: number, indices: Uint32Array, calls: number): Tuning {
    const left = ({ place }: SessionStage): number => place.endStep - Math.max(step, place.beginStep)
    const [longest = this.stageOf(step)] = this.stages.toSorted((a, b) => left(b) - left(a))
    const at = Math.max(step, longest.place.beginStep)
    const tuning = tuneProgram(this.session, stepProgram(longest), this.trainingFeeds(longest, at, stepsPerEpoch, indices), { calls: Math.min(calls, left(longest)) })
    this.compile(tuning.chosen)
    return tuning
  }

  private trainingFeeds(stage: SessionStage, step: number, stepsPerEpoch: number, indices: Uint32Array): NamedArrays {
    const { train, description } = this.dataset
    // One buffer for all steps: a run makes hundreds of thousands of batches.
    if (this.batch?.shape[0] !== indices.length) this.batch = emptyExamples(train, description.shape, indices.length)
    fillExamples(this.batch, train, indices)
    const { program, place } = stage
    const labels = program === undefined ? this.labelFeed(train, indices) : {}
    const feeds: Record<string, NamedArray> = { ...commonFeeds(this.model, { step, stepsPerEpoch, keyStep: step }), ...labels, x: this.batch }
    if (program !== undefined) return { ...feeds, ...stageFeeds(program, { step: step - place.beginStep, stepsPerEpoch }) }
    // A schedule runs over the stage that trains by it.
    const moment = { step: step - place.beginStep, totalSteps: place.endStep - place.beginStep }
    for (const player of stage.model.players) feeds[`learningRate/${player.definition.id}`] = scalar(player.learningRateAt(moment))
    return feeds
  }

  /** Of recipes that learn from labels. */
  private labelFeed(split: DatasetSplit, indices: Uint32Array): NamedArrays {
    return this.model.recipe.labelled === undefined ? {} : { y: gatherLabels(split, indices) }
  }

  /** What a test of the model looks at: validation examples first, where there are some. */
  get evaluatedSplits(): readonly EvaluatedSplit[] {
    return this.dataset.validation === undefined ? ['test'] : ['validation', 'test']
  }

  /**
   * Means over the whole of a part. The random draws are the same at every evaluation, so that only the model differs. Where one stage ends
   * and another begins, the metrics of both; of those both have, what the one that ended came to.
   */
  async evaluate(step: number, stepsPerEpoch: number, split: EvaluatedSplit = 'test'): Promise<Record<string, number>> {
    const stages = new Set([this.stageOf(step), this.stageOf(Math.max(0, step - 1))])
    const metrics: Record<string, number> = {}
    for (const stage of stages) Object.assign(metrics, await this.evaluateStage(stage, step, stepsPerEpoch, split))
    return metrics
  }

  private async evaluateStage(stage: SessionStage, step: number, stepsPerEpoch: number, split: EvaluatedSplit): Promise<Record<string, number>> {
    const { description } = this.dataset
    const examples = this.examplesOf(split)
    const { program, place } = stage
    const own = program?.evaluate === undefined ? {} : stageFeeds(program, { step: Math.max(0, step - place.beginStep), stepsPerEpoch })
    const labels = (indices: Uint32Array): NamedArrays => (program?.evaluate === undefined ? this.labelFeed(examples, indices) : {})
    const sums = new Map<string, number>()
    for (let begin = 0, call = 0; begin < examples.count; begin += this.evaluationRows, call += 1) {
      const rows = Math.min(this.evaluationRows, examples.count - begin)
      const indices = circle(begin, this.evaluationRows, examples.count)
      // Negative steps are never trained on: training and testing share no random numbers.
      const feeds = { ...commonFeeds(this.model, { step, stepsPerEpoch, keyStep: -1 - call }), ...own, ...labels(indices), x: gatherExamples(examples, description.shape, indices) }
      for (const [name, { data }] of Object.entries(this.session.run(testProgram(stage), feeds))) {
        let sum = sums.get(name) ?? 0
        for (let row = 0; row < rows; row += 1) sum += data[row] ?? Number.NaN
        sums.set(name, sum)
      }
      await breathe()
    }
    const means = Object.fromEntries([...sums].map(([name, sum]) => [name, sum / examples.count]))
    if (program !== undefined) return means
    const ofTest = split === 'test' ? { ...(this.importance?.when === 'tests' ? await this.estimateLikelihood(step, stepsPerEpoch) : null), ...(await this.modeMetrics()), ...(await compressionMetricsOf(this)) } : {}
    return { ...means, ...ofTest, ...(await this.codeMetrics(examples)) }
  }

  private examplesOf(split: EvaluatedSplit): DatasetSplit {
    const { validation, test } = this.dataset
    if (split === 'test') return test
    if (validation === undefined) throw new Error('This data has no validation examples')
    return validation
  }

  /**
   * Mean of ln p(x) over the whole test set, estimated as the recipe's importance plan says; see parts/importance-weights.ts. The codes are
   * the same draws at every estimate.
   * @param goesOn asked between two calls: what takes minutes can be given up. @returns null where it was, or where none is asked for.
   */
  async estimateLikelihood(step: number, stepsPerEpoch: number, goesOn: () => Promise<boolean> = () => Promise.resolve(true)): Promise<{ readonly logLikelihood: number } | null> {
    const { importance, importanceRows: rows, importanceCodes: codes } = this
    if (importance === null) return null
    const { test, description } = this.dataset
    let sum = 0
    for (let begin = 0, call = 0; begin < test.count; begin += rows) {
      const x = gatherExamples(test, description.shape, circle(begin, rows, test.count))
      const weights = emptyWeightSums(Math.min(rows, test.count - begin))
      for (; weights.count < importance.samples; call += 1) {
        const { logWeights } = this.session.run('importance', { ...commonFeeds(this.model, { step, stepsPerEpoch, keyStep: -1 - call }), x })
        addLogWeights(weights, logWeights?.data ?? [], rows, Math.min(codes, importance.samples - weights.count))
        await breathe()
        if (!(await goesOn())) return null
      }
      for (const value of logMeanWeights(weights)) sum += value
    }
    return { logLikelihood: sum / test.count }
  }

  /** How many dimensions of a variational code say something of the example: Var_x E[z | x] > 0.01 (Burda, Grosse and Salakhutdinov 2016). */
  private async codeMetrics(examples: DatasetSplit): Promise<Record<string, number>> {
    const { recipe, experiment } = this.model
    if (recipe.divergence === undefined) return {}
    const codes = await this.encode(examples, Math.min(experiment.recording.latentCount, examples.count))
    return codes === null ? {} : { activeUnits: activeDimensions(codes) }
  }

  /** What each unit of the stage that took the step before gives on average, over the first test examples; null where it shows none. */
  activities(step: number, stepsPerEpoch: number): NamedArray | null {
    const stage = this.stageOf(Math.max(0, step - 1))
    const { program, place } = stage
    if (program?.activities === undefined) return null
    const { test, description } = this.dataset
    const own = stageFeeds(program, { step: Math.max(0, step - place.beginStep), stepsPerEpoch })
    const x = gatherExamples(test, description.shape, range(0, this.evaluationRows))
    return this.session.run(activitiesProgram(stage), { ...readingFeeds(this.model), ...own, x })['mean'] ?? null
  }

  /** The same noise at every test. */
  private async modeMetrics(): Promise<Record<string, number>> {
    const { recipe, latentShape, experiment } = this.model
    const { modes } = this.dataset.description
    if (modes === undefined || latentShape === undefined || !measuresModes(recipe, this.dataset.description)) return {}
    const width = sizeOf(latentShape)
    return { ...modeCoverage(modes, await this.decode(fixedNoise(experiment.training.seed, MODE_SAMPLES, width), width)) }
  }

  /** What the model takes every test example for; null where it tells no classes apart, or learns none in the stage that took the step before. */
  async classifyTest(step: number): Promise<Predictions | null> {
    if (this.model.recipe.classify === undefined || this.stageOf(Math.max(0, step - 1)).stage.unlabelled === true) return null
    const { test, description } = this.dataset
    const [predicted, probability] = [new Int32Array(test.count), new Float32Array(test.count)]
    for (let begin = 0; begin < test.count; begin += this.evaluationRows) {
      const outputs = this.session.run('classify', { ...readingFeeds(this.model), x: gatherExamples(test, description.shape, circle(begin, this.evaluationRows, test.count)) })
      for (let row = 0; row < Math.min(this.evaluationRows, test.count - begin); row += 1) {
        predicted[begin + row] = outputs['predicted']?.data[row] ?? -1
        probability[begin + row] = outputs['probability']?.data[row] ?? Number.NaN
      }
      await breathe()
    }
    return { predicted, probability }
  }

  /** Codes of the first `count` test examples, `[count, values in a code]`; null where the recipe has none. */
  encodeTest(count: number): Promise<Codes | null> {
    return this.encode(this.dataset.test, Math.min(count, this.dataset.test.count))
  }

  /** Codes of the first `rows` examples of a split, or of any others in the dataset's shape and storage. */
  async encode(split: DatasetSplit, rows = split.count): Promise<Codes | null> {
    const { model, dataset } = this
    if (model.recipe.encode === undefined || model.latentShape === undefined) return null
    const width = sizeOf(model.latentShape)
    const divergences = new Float64Array(width)
    const values = new Float32Array(rows * width)
    for (let begin = 0; begin < rows; begin += ENCODING_ROWS) {
      const size = Math.min(ENCODING_ROWS, rows - begin) * width
      const feeds = { ...readingFeeds(this.model), x: gatherExamples(split, dataset.description.shape, circle(begin, ENCODING_ROWS, split.count)) }
      const { z, divergence } = this.session.run('encode', feeds)
      if (z !== undefined) values.set(z.data.subarray(0, size), begin * width)
      if (divergence !== undefined) for (let at = 0; at < size; at += 1) divergences[at % width] = (divergences[at % width] ?? 0) + (divergence.data[at] ?? Number.NaN) / rows
      await breathe()
    }
    return { count: rows, width, values, ...(model.recipe.divergence === undefined ? {} : { divergences: Float32Array.from(divergences) }) }
  }

  /** What the recipe makes of the first test examples, and what its encoder was shown where it damages; null where it reconstructs nothing. */
  reconstructTest(): { readonly count: number; readonly output: Float32Array; readonly shown: Float32Array | null } | null {
    const { model, dataset, reconstructionRows: count } = this
    if (model.recipe.reconstruct === undefined) return null
    const { output, shown } = this.session.run('reconstruct', { ...readingFeeds(model), x: gatherExamples(dataset.test, dataset.description.shape, range(0, count)) })
    return { count, output: floats(output), shown: shown === undefined ? null : floats(shown) }
  }

  /** The page damaged as the recipe damages examples, the same way every time; null where it damages nothing. */
  damagePage(page: DatasetPage): Float32Array | null {
    if (this.model.recipe.corrupt === undefined) return null
    return floats(this.session.run('damage-page', { ...readingFeeds(this.model), x: pageArray(page, page.pixels) })['shown'])
  }

  /** Quality figures of a picture as a reconstruction of a page. @param pixels of the page's size. */
  comparePage(page: DatasetPage, pixels: Uint8Array): Record<string, number> {
    const outputs = this.session.run('compare-page', { x: pageArray(page, page.pixels), y: pageArray(page, pixels) })
    return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, data[0] ?? Number.NaN]))
  }

  /** What codes decode to, `[codes, ...shape]`, in the values networks work with. */
  async decode(codes: Float32Array, width: number): Promise<Float32Array> {
    const size = sizeOf(this.dataset.description.shape)
    const count = codes.length / width
    const values = new Float32Array(count * size)
    for (let begin = 0; begin < count; begin += DECODING_ROWS) {
      const rows = Math.min(DECODING_ROWS, count - begin)
      const data = new Float32Array(DECODING_ROWS * width)
      data.set(codes.subarray(begin * width, (begin + rows) * width))
      const feeds = { ...readingFeeds(this.model), z: { dtype: 'float32' as const, shape: [DECODING_ROWS, width], data } }
      const { output } = this.session.run('decode', feeds)
      if (output !== undefined) values.set(output.data.subarray(0, rows * size), begin * size)
      await breathe()
    }
    return values
  }

  readState(): NamedArrays {
    return this.session.readState()
  }

  writeState(values: NamedArrays): void {
    this.session.writeState(values)
  }

  memory(): ReturnType<Session['memory']> {
    return this.session.memory()
  }

  dispose(): void {
    this.session.dispose()
  }
}

function floats(array: NamedArray | undefined): Float32Array {
  return Float32Array.from(array?.data ?? [])
}

function pageArray({ height, width }: DatasetPage, pixels: Uint8Array): NamedArray {
  return { dtype: 'uint8', shape: [1, height, width, 1], data: pixels }
}
