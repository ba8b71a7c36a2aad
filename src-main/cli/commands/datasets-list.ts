// `datasets list`: the datasets the studio knows, and whether their files are there and whole.
import { datasetCatalogue } from '@shared/datasets/catalogue'
import { formatShape } from '@shared/tensors/shape'
import { datasetStatus } from '../../datasets/load-dataset'
import type { Command } from '../command'
import { exitCodes } from '../exit-codes'
import { formatTable } from '../table'

export const datasetsListCommand: Command = {
  words: ['datasets', 'list'],
  summary: 'the datasets, and whether their files are whole',
  synopsis: '[--json]',
  operands: [0, 0],
  help: 'With --json: an array with id, title, shape, counts, classes, licence and problem (null where all is well).',
  async run({ json, terminal, locations }) {
    const status = new Map((await datasetStatus(locations)).map((entry) => [entry.id, entry.problem]))
    const datasets = datasetCatalogue.map((definition) => {
      const { shape, kind, trainCount, validationCount = 0, testCount, classes } = definition.describe(definition.parameters.parse({}))
      return { id: definition.id, title: definition.title, kind, shape, trainCount, validationCount, testCount, classes, source: definition.help.source, licence: definition.help.licence, problem: status.get(definition.id) ?? null }
    })
    if (json) terminal.print(JSON.stringify(datasets, null, 2))
    else {
      const rows = datasets.map((entry) => [entry.id, entry.title, formatShape(entry.shape), String(entry.trainCount), String(entry.testCount), entry.problem === null ? 'ready' : entry.problem.message])
      for (const line of formatTable(['id', 'title', 'shape', 'train', 'test', 'state'], rows, [3, 4])) terminal.print(line)
    }
    return exitCodes.ok
  },
}
