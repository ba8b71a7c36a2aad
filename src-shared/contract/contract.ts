// The API: one typed contract, served over WebSocket and HTTP by the local host, over MessagePorts by Electron, and
// called in-process by the command line. Whatever is not named here does not exist for a page.
import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import { storedDatasetIdSchema, storedDatasetSchema } from '../datasets/own/stored-dataset'
import { experimentSchema } from '../experiment/experiment'
import { blockFileSchema } from '../graph/block-file'
import { runEventSchema, runIdSchema } from '../run/run-events'
import { checkpointStateSchema, runRecordSchema, runStorageSchema, runSummarySchema } from '../run/run-record'
import { studioErrorDetailSchema } from '../studio-error'
import { engineInfoSchema } from '../run/run-events'
import { costStateSchema, machineMemorySchema } from './cost'
import { modelAnswerSchema, modelFileSchema, modelPieceSchema, readWeightsSchema } from './models'
import { exportAnswerSchema, exportCheckAnswerSchema, exportCheckRequestSchema, exportRequestSchema } from './exports'
import { compressRequestSchema, decodeRequestSchema, encodeRequestSchema, generateRequestSchema, inferenceAnswerSchema, peekRequestSchema, reconstructRequestSchema } from './inference'
import { baselineAnswerSchema, baselineRequestSchema, baselineStateSchema } from './baselines'
import { libraryBlockSchema } from './blocks'
import { draftSchema, draftSummarySchema } from './drafts'
import { newTemplateSchema, templateFamilySchema, templateWordsSchema } from './own-templates'
import { draftIdSchema, historyIdSchema, occasionSchema, openedVersionSchema, versionIdSchema, versionListSchema, versionNameSchema, versionSchema } from './versions'
import { importEventSchema, importIdSchema, importSettingsSchema, uploadSchema } from './own-data'

/** Expected faults arrive as an oRPC error of code STUDIO whose data is the detail. */
const base = oc.errors({ STUDIO: { status: 422, data: studioErrorDetailSchema } })

const studioInfoSchema = z.object({
  version: z.string(),
  host: z.enum(['desktop', 'local-host', 'command-line']),
  dataDirectory: z.string(),
  /** The engine runs will use; null while it is being probed. */
  engine: engineInfoSchema.nullable(),
  /** Why the native engine is missing, where it is. */
  engineProblem: studioErrorDetailSchema.nullable(),
  /** Bytes used by the runs, and free on their disk. */
  disk: z.object({ used: z.number(), free: z.number() }),
  /** Bytes of memory, of the machine and of the graphics card that trains. */
  memory: machineMemorySchema,
})
export type StudioInfo = z.infer<typeof studioInfoSchema>

/** What a template is there to show; the formula beside it is its recipe's. */
export const lessonSchema = z.object({
  idea: z.string().min(1),
  /** What to look for while it trains. */
  watch: z.string().min(1),
  /** Three things to try. */
  tries: z.tuple([z.string().min(1), z.string().min(1), z.string().min(1)]),
})

export const templateSchema = z.object({
  id: z.string(),
  title: z.string(),
  /** Two lines for the card. */
  summary: z.string(),
  family: templateFamilySchema,
  /** Same-origin or data URL of the picture; empty where there is none. */
  picture: z.string(),
  /** True where a person made it, and may change it. */
  own: z.boolean(),
  lesson: lessonSchema.optional(),
  experiment: experimentSchema,
})
export type Template = z.infer<typeof templateSchema>

const savedExperimentSchema = z.object({
  /** File name without its ending: the document's id in the studio's library. */
  id: z.string(),
  name: z.string(),
  savedAt: z.number().int(),
  /** Changes with the file's content. */
  revision: z.string(),
})
export type SavedExperiment = z.infer<typeof savedExperimentSchema>

const seriesSchema = z.object({
  name: z.string(),
  /** Equal lengths, ascending steps. A null value is not a number. */
  steps: z.array(z.number()),
  epochs: z.array(z.number()),
  elapsedMs: z.array(z.number()),
  values: z.array(z.number().nullable()),
  /** Points recorded; more than are here where the series was downsampled. */
  recorded: z.number().int(),
})
export type Series = z.infer<typeof seriesSchema>

const datasetStatusSchema = z.object({
  id: z.string(),
  /** Null where the files are there and whole. */
  problem: studioErrorDetailSchema.nullable(),
})

export const datasetPreviewSchema = z.object({
  /** Image sheet of the first test examples as a data URL-free blob of PNG, base64; empty for points. */
  sheet: z.object({ png: z.string(), tileWidth: z.number(), tileHeight: z.number(), columns: z.number(), rows: z.number() }).nullable(),
  /** First points of the test set, [x, y, label]; null for images. */
  points: z.array(z.tuple([z.number(), z.number(), z.number()])).nullable(),
  classCounts: z.array(z.object({ name: z.string(), train: z.number(), validation: z.number(), test: z.number() })).nullable(),
})
export type DatasetPreview = z.infer<typeof datasetPreviewSchema>

const run = z.object({ id: runIdSchema })
const tagsSchema = z.array(z.string().min(1).max(40)).max(32)

export const queueSchema = z.object({
  /** Runs that may train at once. */
  limit: z.number().int().min(1).max(16),
  /** First to last. */
  waiting: z.array(runSummarySchema),
})
export type RunQueue = z.infer<typeof queueSchema>

/** `auto`: TensorFlow where it is provisioned, else the JavaScript fallback. */
export const engineChoiceSchema = z.enum(['auto', 'tensorflow', 'javascript'])
export type EngineChoice = z.infer<typeof engineChoiceSchema>

export const contract = {
  studio: {
    info: base.output(studioInfoSchema),
  },
  /** The speed of this machine, which estimates of time stand on. */
  cost: {
    read: base.output(costStateSchema),
    /** Measures it anew, once no run trains. `read` says how far it is. */
    calibrate: base.output(costStateSchema),
  },
  templates: {
    /** Those that ship with the studio, then a person's own. */
    list: base.output(z.array(templateSchema)),
    /** A new one of a person's own. */
    save: base.input(newTemplateSchema).output(templateSchema),
    describe: base.input(templateWordsSchema.extend({ id: z.string() })).output(templateSchema),
    /** The file of one's own, to be handed on. */
    file: base.input(z.object({ id: z.string() })).output(z.object({ text: z.string(), fileName: z.string() })),
    import: base.input(z.object({ text: z.string().max(20_000_000), fileName: z.string() })).output(templateSchema),
    delete: base.input(z.object({ id: z.string() })).output(z.void()),
  },
  datasets: {
    status: base.output(z.array(datasetStatusSchema)),
    preview: base.input(z.object({ id: z.string(), parameters: z.record(z.string(), z.json()) })).output(datasetPreviewSchema),
  },
  /** Data a person imported, and imports in hand: begin, upload piece by piece, scan, store. */
  ownData: {
    list: base.output(z.array(storedDatasetSchema)),
    rename: base.input(z.object({ id: storedDatasetIdSchema, name: z.string().trim().min(1).max(80) })).output(storedDatasetSchema),
    /** Runs made with it stay, but cannot go on. */
    delete: base.input(z.object({ id: storedDatasetIdSchema })).output(z.void()),
    begin: base.output(z.object({ id: importIdSchema })),
    upload: base.input(uploadSchema).output(z.void()),
    /** Progress, then `scanned` or `failed`. */
    scan: base.input(z.object({ id: importIdSchema })).output(eventIterator(importEventSchema)),
    /** Progress, then `stored` or `failed`. Stored, the import is over; failed, it may be tried with other settings. */
    store: base.input(z.object({ id: importIdSchema, settings: importSettingsSchema })).output(eventIterator(importEventSchema)),
    /** Ends it, whatever it is at, and deletes what was sent. */
    cancel: base.input(z.object({ id: importIdSchema })).output(z.void()),
  },
  /** The studio's library of saved experiments. */
  experiments: {
    list: base.output(z.array(savedExperimentSchema)),
    open: base.input(z.object({ id: z.string() })).output(z.object({ id: z.string(), experiment: experimentSchema })),
    /**
     * Writes the file atomically and keeps a version. A new id is made from the name when none is given. With a `base` that the file
     * no longer has, it is refused (`experiment-changed-elsewhere`). Versions of the draft become those of the saved experiment.
     */
    save: base
      .input(z.object({ id: z.string().nullable(), experiment: experimentSchema, base: z.string().nullable().optional(), draft: draftIdSchema.nullable().optional() }))
      .output(savedExperimentSchema),
    /** With its versions. */
    delete: base.input(z.object({ id: z.string() })).output(z.void()),
    /** Any JSON text a person opens or drops: validated and migrated, or refused in words. */
    parse: base.input(z.object({ text: z.string().max(20_000_000), fileName: z.string() })).output(experimentSchema),
  },
  /** ONNX and Keras files as networks: they go up in pieces, are read by a process of their own, and enter no document by themselves. */
  models: {
    upload: base.input(modelPieceSchema).output(z.object({ size: z.number().int() })),
    /** Reads what was uploaded: a model, and a safetensors file beside it where there is one. Uploads are gone then; starting weights wait to be kept or let go. */
    read: base.input(z.object({ files: z.array(modelFileSchema).min(1).max(2) })).output(modelAnswerSchema),
    /** The networks enter a document: their weights are stored for good. */
    keep: base.input(readWeightsSchema).output(z.void()),
    /** They do not: their weights are deleted, unless another window waits with the same. What is neither kept nor let go is deleted when the studio ends. */
    discard: base.input(readWeightsSchema).output(z.void()),
  },
  /** Blocks for any experiment: the studio's own, and a person's library. */
  blocks: {
    list: base.output(z.array(libraryBlockSchema)),
    /** Writes the file atomically, over the block of the same id where one is. */
    save: base.input(blockFileSchema).output(libraryBlockSchema),
    delete: base.input(z.object({ id: z.string() })).output(z.void()),
    /** A block's file: validated, or refused in words. */
    parse: base.input(z.object({ text: z.string().max(20_000_000), fileName: z.string() })).output(blockFileSchema),
  },
  /** Of saved experiments and of drafts: every save, training and named version, by content. */
  versions: {
    list: base.input(z.object({ history: historyIdSchema })).output(versionListSchema),
    open: base.input(z.object({ history: historyIdSchema, id: versionIdSchema })).output(openedVersionSchema),
    keep: base.input(z.object({ history: historyIdSchema, experiment: experimentSchema, what: occasionSchema, name: versionNameSchema.optional() })).output(versionSchema),
    rename: base.input(z.object({ history: historyIdSchema, id: versionIdSchema, name: versionNameSchema.nullable() })).output(versionSchema),
    delete: base.input(z.object({ history: historyIdSchema, id: versionIdSchema })).output(z.void()),
  },
  /** The document on each window's canvas, kept while one works; what a crash leaves is listed and can be opened. */
  drafts: {
    list: base.output(z.array(draftSummarySchema)),
    read: base.input(z.object({ id: draftIdSchema })).output(draftSchema.nullable()),
    write: base.input(draftSchema).output(z.void()),
    /** With its versions, where it was never saved. */
    delete: base.input(z.object({ id: draftIdSchema })).output(z.void()),
    /** Says first whether the draft is this page's now, then nothing until the page goes. False where another window holds it. */
    hold: base.input(z.object({ id: draftIdSchema })).output(eventIterator(z.object({ held: z.boolean() }))),
  },
  runs: {
    list: base.output(z.array(runSummarySchema)),
    get: base.input(run).output(runRecordSchema),
    /** Begins at once, or is `queued` where as many runs train already as the queue allows. */
    start: base
      .input(z.object({ experiment: experimentSchema, templateId: z.string().nullable(), engine: engineChoiceSchema.optional(), tags: tagsSchema.optional() }))
      .output(runRecordSchema),
    pause: base.input(run).output(z.void()),
    /**
     * Lets a paused run go on. A run that is stopped, interrupted or failed goes on from its newest good checkpoint, as the same
     * run: what was recorded after that step is superseded once it trains again. With `epochs` it trains so many more than it was
     * to; a finished run needs them. May be `queued`, as a start.
     */
    resume: base.input(run.extend({ epochs: z.number().int().min(1).max(100_000).optional() })).output(runSummarySchema),
    /**
     * A new run from a checkpoint of another (the newest, where step is null), with other settings (the same, where the experiment
     * is null). Its weights must fit the checkpoint's; optimizer state is carried over where the optimizer is of the same kind.
     */
    fork: base
      .input(run.extend({ step: z.number().int().min(0).nullable(), experiment: experimentSchema.nullable(), engine: engineChoiceSchema.optional() }))
      .output(runRecordSchema),
    /** A new experiment: the run's encoder with its weights at a checkpoint (the newest, where step is null), frozen, and a classifier on top. Nothing begins. */
    classifier: base.input(run.extend({ step: z.number().int().min(0).nullable() })).output(experimentSchema),
    /** Every checkpoint the run recorded, oldest first, and the bytes of its folder by kind. */
    files: base.input(run).output(z.object({ checkpoints: z.array(checkpointStateSchema), storage: runStorageSchema })),
    /** Deletes checkpoint files but the newest `keepLast` and (with keepBest) the best one. A run that trains is refused. */
    clean: base
      .input(run.extend({ keepLast: z.number().int().min(0).max(100_000), keepBest: z.boolean() }))
      .output(z.object({ deleted: z.number().int(), freedBytes: z.number().int() })),
    stop: base.input(run).output(z.void()),
    delete: base.input(run).output(z.void()),
    update: base
      .input(run.extend({ name: z.string().min(1).max(80).optional(), tags: tagsSchema.optional(), notes: z.string().max(20_000).optional() }))
      .output(runSummarySchema),
    /** Recorded events other than metrics and progress, in order. */
    events: base.input(run).output(z.array(runEventSchema)),
    /** Metric series, downsampled on the server to at most maxPoints each, extremes and not-a-numbers kept. */
    series: base
      .input(run.extend({ names: z.array(z.string()).optional(), maxPoints: z.number().int().min(2).max(20_000) }))
      .output(z.array(seriesSchema)),
    /** Recorded points of one metric as they are, oldest first, after a step; fewer than the limit means there are no more. For export. */
    points: base
      .input(run.extend({ name: z.string(), afterStep: z.number().int().min(-1), limit: z.number().int().min(1).max(50_000) }))
      .output(seriesSchema),
    /** Events of one run from now on, or from after the given sequence number. Ends when the run has ended. */
    watch: base.input(run.extend({ after: z.number().int().min(0).optional() })).output(eventIterator(runEventSchema)),
    /** The list's changes: a summary whenever a run's status, progress or settings change (at most 4 a second a run), or a deletion. */
    watchList: base.output(
      eventIterator(z.union([z.object({ kind: z.literal('changed'), run: runSummarySchema }), z.object({ kind: z.literal('deleted'), id: runIdSchema })])),
    ),
    /** The last lines of the run's log. */
    log: base.input(run.extend({ lines: z.number().int().min(1).max(5000) })).output(z.array(z.string())),
  },
  /** Runs of PCA and the like on the same data with a code of the same size, that a run's own is held against. */
  baselines: {
    list: base.input(run).output(z.array(baselineStateSchema)),
    /** Trains it, in its turn, where there is none yet. */
    start: base.input(baselineRequestSchema).output(baselineAnswerSchema),
  },
  /** Runs that wait because as many train as may at once. Survives a restart. Every change answers with the queue after it. */
  queue: {
    list: base.output(queueSchema),
    /** These first, in this order; waiting runs not named keep their order behind them. */
    reorder: base.input(z.object({ ids: z.array(runIdSchema).max(1000) })).output(queueSchema),
    /** Takes a run out: one that never began is then `stopped` at step 0, one that waited to go on is as it was before. */
    cancel: base.input(run).output(queueSchema),
    /** How many runs train at once. Paused runs count: they hold their memory. */
    setLimit: base.input(z.object({ limit: z.number().int().min(1).max(16) })).output(queueSchema),
  },
  /** Code, weights and pictures of an experiment or a checkpoint, as files. */
  exports: {
    make: base.input(exportRequestSchema).output(exportAnswerSchema),
    /** Runs the code in a Python of the machine's and compares. Takes seconds to minutes; ends with who asked. */
    check: base.input(exportCheckRequestSchema).output(exportCheckAnswerSchema),
  },
  /** Asks any kept checkpoint of any run, one that trains included. Requests that wait together are answered together. */
  inference: {
    encode: base.input(encodeRequestSchema).output(inferenceAnswerSchema),
    decode: base.input(decodeRequestSchema).output(inferenceAnswerSchema),
    /** As many codes drawn by a seed and decoded: from N(0, I), or (plain autoencoders) as the codes of test examples lie. */
    generate: base.input(generateRequestSchema).output(inferenceAnswerSchema),
    reconstruct: base.input(reconstructRequestSchema).output(inferenceAnswerSchema),
    /** A whole picture with rounded codes, beside JPEG of it: of runs of the recipe Image compression. */
    compress: base.input(compressRequestSchema).output(inferenceAnswerSchema),
    /** Looks into networks that may not have been trained. */
    peek: base.input(peekRequestSchema).output(inferenceAnswerSchema),
  },
}

export type StudioContract = typeof contract
