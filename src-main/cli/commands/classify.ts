// `classify`: the encoder of a run with a classifier on top, as a new run; or, with --out, as a file.
import { resolve } from 'node:path'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { applyEdits } from '@shared/graph/apply-edit'
import { textOption, type Command } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find-run'
import { nothingBefore, stayWithRun } from '../follow-run'
import { applyOptions } from '../read-experiment'
import { readStep } from '../read-step'
import { refuseExisting, writeNewFiles } from '../write-new-files'

export const classifyCommand: Command = {
  words: ['classify'],
  summary: 'train a classifier on the encoder of a run',
  synopsis: '<run> [--step N] [--labels N] [--fine-tune] [options]',
  operands: [1, 1],
  options: {
    step: { type: 'string' },
    labels: { type: 'string' },
    'fine-tune': { type: 'boolean' },
    epochs: { type: 'string' },
    steps: { type: 'string' },
    seed: { type: 'string' },
    set: { type: 'string', multiple: true },
    out: { type: 'string' },
  },
  help: `  --step N            the checkpoint whose encoder is taken (default: the newest)
  --labels N          labelled examples to learn from, as many of each class; 0 for all
  --fine-tune         the encoder learns on; without it, it stays as the checkpoint has it
  --epochs N          of as many steps as the whole training set makes, whatever the labels
  --steps N           stop after so many steps
  --seed N            seeds the labels, the classifier's weights and the order of examples
  --set PATH=VALUE    change any setting
  --out FILE          write the experiment instead of training it; nothing that exists is overwritten

The data of the run must have labels. The same networks from drawn weights: see sweep.`,
  run: (context) =>
    withStudio(context, async ({ client }) => {
      const { options, operands, terminal } = context
      const out = textOption(options, 'out')
      // Before the encoder's weights are stored.
      if (out !== undefined) refuseExisting(resolve(out))
      const { id } = findRun(await client.runs.list(), operands[0] ?? '')
      const made = await client.runs.classifier({ id, step: readStep(textOption(options, 'step')) })
      const encoder = made.recipe.roles['encoder']
      const tuned = options['fine-tune'] === true && encoder !== undefined ? applyEdits(made, [{ kind: 'set-frozen', network: encoder, frozen: false }]) : made
      const experiment = applyOptions(tuned, options)
      if (out !== undefined) {
        writeNewFiles([{ path: resolve(out), content: serialiseExperiment(experiment) }])
        terminal.tell(`${experiment.name} is in ${out}; it begins with weights that lie in this data folder`)
        if (context.json) terminal.print(JSON.stringify({ file: out, name: experiment.name }, null, 2))
        return exitCodes.ok
      }
      const record = await client.runs.start({ experiment, templateId: null })
      terminal.tell(`Training ${experiment.name} as ${record.name} (${record.id})`)
      return stayWithRun(client, record, nothingBefore, context)
    }),
}
