// `templates list`: what can be trained without drawing anything.
import type { Command } from '../command'
import { exitCodes } from '../exit-codes'
import { formatTable } from '../table'
import { withStudio } from '../connect'

export const templatesListCommand: Command = {
  words: ['templates', 'list'],
  summary: 'the templates that ship with the studio, and your own',
  synopsis: '[--json]',
  operands: [0, 0],
  help: 'With --json: an array with id, title, summary, family, own and experiment.',
  run: (context) =>
    withStudio(context, async ({ client }) => {
      const { json, terminal } = context
      const templates = await client.templates.list()
      if (json) terminal.print(JSON.stringify(templates.map(({ picture: _picture, ...rest }) => rest), null, 2))
      else for (const line of formatTable(['id', 'title', 'recipe', 'dataset', ''], templates.map(({ id, title, experiment, own }) => [id, title, experiment.recipe.id, experiment.dataset.id, own ? 'own' : '']))) terminal.print(line)
      return exitCodes.ok
    }),
}
