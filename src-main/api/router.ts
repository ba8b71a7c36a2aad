// The contract implemented: each procedure hands on to the one service that knows. Faults a person can mend leave as
// STUDIO errors, anything else in plain words, whichever host carries the router.
import { implement } from '@orpc/server'
import { contract } from '@shared/contract/contract'
import { toContractError } from '@shared/contract/contract-error'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { parseBlockFile } from '@shared/graph/block-file'
import type { Logger } from '../logger'
import { holdDraft } from './hold-draft'
import { saveExperiment } from './save-experiment'
import type { StudioServices } from './studio-services'

export function createRouter(services: StudioServices, logger: Logger) {
  const { runs, baselines, templates, library, blocks, versions, drafts, datasets, stored, imports, information, inference, models, calibration, exports, exportChecks } = services
  // Before input validation, so that a request that does not fit is answered in words as well.
  const api = implement(contract).use(async ({ next, path }) => {
    try {
      return await next()
    } catch (error) {
      throw toContractError(error, (fault) => logger.error(`Fault while answering ${path.join('.')}`, fault))
    }
  })

  return api.router({
    studio: {
      info: api.studio.info.handler(() => information.read()),
    },
    cost: {
      read: api.cost.read.handler(() => calibration.read()),
      calibrate: api.cost.calibrate.handler(() => {
        calibration.measure()
        return calibration.read()
      }),
    },
    templates: {
      list: api.templates.list.handler(() => [...templates.list()]),
      save: api.templates.save.handler(({ input }) => templates.own.save(input)),
      describe: api.templates.describe.handler(({ input: { id, ...words } }) => templates.own.describe(id, words)),
      file: api.templates.file.handler(({ input }) => templates.own.read(input.id)),
      import: api.templates.import.handler(({ input }) => templates.own.import(input.text, input.fileName)),
      delete: api.templates.delete.handler(({ input }) => templates.own.delete(input.id)),
    },
    datasets: {
      status: api.datasets.status.handler(() => datasets.status()),
      preview: api.datasets.preview.handler(({ input }) => datasets.preview(input.id, input.parameters)),
    },
    ownData: {
      list: api.ownData.list.handler(() => stored.list()),
      rename: api.ownData.rename.handler(({ input }) => stored.rename(input.id, input.name)),
      delete: api.ownData.delete.handler(({ input }) => stored.delete(input.id)),
      begin: api.ownData.begin.handler(() => imports.begin()),
      upload: api.ownData.upload.handler(({ input }) => imports.upload(input)),
      scan: api.ownData.scan.handler(({ input }) => imports.scan(input.id)),
      store: api.ownData.store.handler(({ input }) => imports.store(input.id, input.settings)),
      cancel: api.ownData.cancel.handler(({ input }) => imports.cancel(input.id)),
    },
    experiments: {
      list: api.experiments.list.handler(() => library.list()),
      open: api.experiments.open.handler(({ input }) => {
        const { text, fileName } = library.read(input.id)
        return { id: input.id, experiment: parseExperiment(text, fileName) }
      }),
      save: api.experiments.save.handler(({ input }) => saveExperiment(services, input)),
      delete: api.experiments.delete.handler(({ input }) => {
        library.delete(input.id)
        versions.deleteAll(input.id)
      }),
      parse: api.experiments.parse.handler(({ input }) => parseExperiment(input.text, input.fileName)),
    },
    models: {
      upload: api.models.upload.handler(({ input }) => models.upload(input)),
      read: api.models.read.handler(({ input }) => models.read(input.files)),
      keep: api.models.keep.handler(({ input }) => models.keep(input.weights)),
      discard: api.models.discard.handler(({ input }) => models.discard(input.weights)),
    },
    blocks: {
      list: api.blocks.list.handler(() => blocks.list()),
      save: api.blocks.save.handler(({ input }) => blocks.save(input)),
      delete: api.blocks.delete.handler(({ input }) => blocks.delete(input.id)),
      parse: api.blocks.parse.handler(({ input }) => parseBlockFile(input.text, input.fileName)),
    },
    versions: {
      list: api.versions.list.handler(({ input }) => versions.list(input.history)),
      open: api.versions.open.handler(({ input }) => versions.open(input.history, input.id)),
      keep: api.versions.keep.handler(({ input }) => versions.keep(input.history, input.experiment, input.what, input.name)),
      rename: api.versions.rename.handler(({ input }) => versions.rename(input.history, input.id, input.name)),
      delete: api.versions.delete.handler(({ input }) => versions.delete(input.history, input.id)),
    },
    drafts: {
      list: api.drafts.list.handler(() => drafts.list()),
      read: api.drafts.read.handler(({ input }) => drafts.read(input.id)),
      write: api.drafts.write.handler(({ input }) => drafts.write(input)),
      delete: api.drafts.delete.handler(({ input }) => {
        drafts.delete(input.id)
        versions.deleteAll(input.id)
      }),
      hold: api.drafts.hold.handler(({ input, signal }) => holdDraft(drafts, input.id, signal)),
    },
    runs: {
      list: api.runs.list.handler(() => runs.list()),
      get: api.runs.get.handler(({ input }) => runs.get(input.id)),
      start: api.runs.start.handler(({ input }) => runs.start(input)),
      pause: api.runs.pause.handler(({ input }) => runs.pause(input.id)),
      resume: api.runs.resume.handler(({ input }) => runs.resume(input.id, input.epochs)),
      fork: api.runs.fork.handler(({ input: { id, ...request } }) => runs.fork(id, request)),
      classifier: api.runs.classifier.handler(({ input }) => runs.classifierOn(input.id, input.step)),
      files: api.runs.files.handler(({ input }) => runs.files(input.id)),
      clean: api.runs.clean.handler(({ input: { id, ...rule } }) => runs.clean(id, rule)),
      stop: api.runs.stop.handler(({ input }) => runs.stop(input.id)),
      delete: api.runs.delete.handler(({ input }) => runs.delete(input.id)),
      update: api.runs.update.handler(({ input: { id, ...changes } }) => runs.update(id, changes)),
      events: api.runs.events.handler(({ input }) => runs.events(input.id)),
      series: api.runs.series.handler(({ input }) => runs.series(input.id, input.names, input.maxPoints)),
      points: api.runs.points.handler(({ input }) => runs.points(input.id, input.name, input.afterStep, input.limit)),
      watch: api.runs.watch.handler(({ input }) => runs.watch(input.id, input.after)),
      watchList: api.runs.watchList.handler(() => runs.watchList()),
      log: api.runs.log.handler(({ input }) => runs.log(input.id, input.lines)),
    },
    baselines: {
      list: api.baselines.list.handler(({ input }) => baselines.list(input.id)),
      start: api.baselines.start.handler(({ input }) => baselines.start(input.id, input.kind)),
    },
    queue: {
      list: api.queue.list.handler(() => runs.queue()),
      reorder: api.queue.reorder.handler(({ input }) => runs.reorderQueue(input.ids)),
      cancel: api.queue.cancel.handler(({ input }) => runs.cancelQueued(input.id)),
      setLimit: api.queue.setLimit.handler(({ input }) => runs.setQueueLimit(input.limit)),
    },
    exports: {
      make: api.exports.make.handler(({ input }) => exports.make(input)),
      check: api.exports.check.handler(({ input, signal }) => exportChecks.check(input, signal)),
    },
    inference: {
      encode: api.inference.encode.handler(({ input }) => inference.encode(input)),
      decode: api.inference.decode.handler(({ input }) => inference.decode(input)),
      generate: api.inference.generate.handler(({ input }) => inference.generate(input)),
      reconstruct: api.inference.reconstruct.handler(({ input }) => inference.reconstruct(input)),
      compress: api.inference.compress.handler(({ input }) => inference.compress(input)),
      peek: api.inference.peek.handler(({ input }) => inference.peek(input)),
    },
  })
}

export type StudioRouter = ReturnType<typeof createRouter>
