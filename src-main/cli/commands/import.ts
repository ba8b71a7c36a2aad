// `import`: an ONNX or Keras model as an experiment file, with the report of what was understood.
import { basename, resolve } from 'node:path'
import { blankExperimentWith } from '@shared/experiment/blank-experiment'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import type { ImportLine } from '@shared/interchange/import-report'
import { formatShape } from '@shared/tensors/shape'
import { readModel } from '../../interchange/read-model'
import { dataFolderPaths } from '../../store/data-folder'
import { textOption, type Command } from '../command'
import { exitCodes } from '../exit-codes'
import { refuseExisting, writeNewFiles } from '../write-new-files'

function section(title: string, lines: readonly ImportLine[]): string {
  return lines.length === 0 ? '' : `\n${title}:\n${lines.map(({ name, type, text }) => `  ${name} (${type}): ${text}`).join('\n')}\n`
}

export const importCommand: Command = {
  words: ['import'],
  summary: 'read an ONNX or Keras model as an experiment, and say what was understood',
  synopsis: '<file> [<weights.safetensors>] [--out experiment.latent.json] [--json]',
  operands: [1, 2],
  options: { out: { type: 'string', short: 'o' } },
  help: `<file>                 .onnx, .keras, or the JSON of Keras's model.to_json()
<weights.safetensors>  weights of a Keras model, named by their paths (docs/import.md)
--out FILE             writes an experiment with the networks in it; nothing that exists is overwritten
Starting weights are kept in the data folder. Without --out only the report is printed, and nothing is kept.`,
  async run({ operands, options, json, terminal, dataDirectory }) {
    const out = textOption(options, 'out')
    const target = out === undefined ? undefined : resolve(out)
    // Before anything is read, and long before weights are stored.
    if (target !== undefined) refuseExisting(target)
    const files = operands.map((path) => ({ path: resolve(path), fileName: basename(path) }))
    const { networks, report } = await readModel(files, target === undefined ? null : dataFolderPaths(dataDirectory).weights)
    if (target !== undefined) {
      const name = files[0]?.fileName.replace(/\.[^.]*$/, '') ?? 'Imported'
      writeNewFiles([{ path: target, content: serialiseExperiment(blankExperimentWith(name, networks.map(({ network }) => network))) }])
    }
    if (json) {
      terminal.print(JSON.stringify({ networks, report, ...(target === undefined ? {} : { path: target }) }, null, 2))
      return exitCodes.ok
    }
    const told = networks.map(({ network, inputShape, outputShape, weightCount }) => {
      const shape = (values: readonly number[] | null): string => (values === null ? 'not known' : formatShape(values))
      return `  ${network.name}: ${network.nodes.length - 2} layers, ${shape(inputShape)} → ${shape(outputShape)}, ${weightCount === 0 ? 'no weights' : `${weightCount} weights`}`
    })
    terminal.print(`${report.source}\n\nNetworks:\n${told.join('\n')}\n${section('Not understood', report.unknown)}${section('Changed on the way', report.changed)}${section('Understood', report.understood)}${target === undefined ? '' : `\nWritten to ${target}`}`.trimEnd())
    return exitCodes.ok
  },
}
