// `templates list`: what can be trained without drawing anything.
import type { Command } from '../command'
import { exitCodes } from '../exit-codes'
import { formatTable } from '../table'
import { openTemplateLibrary } from '../../api/template-library'
import { standardErrorLogger } from '../../logger'

export const templatesListCommand: Command = {
  words: ['templates', 'list'],
  summary: 'the templates that ship with the studio',
  synopsis: '[--json]',
  operands: [0, 0],
  help: 'With --json: an array with id, title, summary, family and experiment.',
  // Reads what ships with the studio, so no data folder is touched.
  async run({ json, terminal, locations }) {
    const templates = openTemplateLibrary(locations.templates, standardErrorLogger).list()
    if (json) terminal.print(JSON.stringify(templates.map(({ picture: _picture, ...rest }) => rest), null, 2))
    else for (const line of formatTable(['id', 'title', 'recipe', 'dataset'], templates.map(({ id, title, experiment }) => [id, title, experiment.recipe.id, experiment.dataset.id]))) terminal.print(line)
    return exitCodes.ok
  },
}
