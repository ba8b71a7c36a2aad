// `layers list`: the layers a network can be drawn with, and their settings.
import { z } from 'zod'
import { layerCatalogue } from '@shared/layers/catalogue'
import type { Command } from '../command'
import { exitCodes } from '../exit-codes'
import { formatTable } from '../table'

export const layersListCommand: Command = {
  words: ['layers', 'list'],
  summary: 'the layers, with their settings',
  synopsis: '[--json]',
  operands: [0, 0],
  help: 'With --json: an array with type, title, category, help, inputs, outputs and parameters (JSON Schema).',
  async run({ json, terminal }) {
    if (json) {
      const layers = layerCatalogue.map(({ type, title, category, help, inputs, outputs, parameters }) => ({ type, title, category, help, inputs, outputs, parameters: z.toJSONSchema(parameters, { io: 'input' }) }))
      terminal.print(JSON.stringify(layers, null, 2))
    } else {
      const rows = layerCatalogue.map(({ type, title, category, parameters }) => [type, title, category, Object.keys(parameters.shape).join(', ')])
      for (const line of formatTable(['type', 'title', 'category', 'settings'], rows)) terminal.print(line)
    }
    return exitCodes.ok
  },
}
