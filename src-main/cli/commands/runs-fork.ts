// `runs fork`: a new run from a checkpoint of another, with other settings; stays with it until it ends.
import { textOption, type Command } from '../command'
import { withStudio } from '../connect'
import { findRun } from '../find-run'
import { nothingBefore, stayWithRun } from '../follow-run'
import { applyOptions } from '../read-experiment'
import { readStep } from '../read-step'

export const runsForkCommand: Command = {
  words: ['runs', 'fork'],
  summary: 'train on from a checkpoint of a run with other settings, as a new run',
  synopsis: '<run> [--step N] [--set path=value] [options]',
  operands: [1, 1],
  options: { step: { type: 'string' }, epochs: { type: 'string' }, seed: { type: 'string' }, set: { type: 'string', multiple: true } },
  help: `  --step N            the checkpoint's step (default: the newest)
  --epochs N          passes over the training set in all, those before the checkpoint included
  --seed N            another seed for shuffling and every random stream
  --set PATH=VALUE    change any setting but the networks' shape; may be given again:
                        --set training.optimizers.model.parameters.learningRate=0.0003

The networks must fit the checkpoint's weights. The optimizer's state is taken over where the optimizer is of the same kind.`,
  run: (context) =>
    withStudio(context, async ({ client }) => {
      const step = readStep(textOption(context.options, 'step'))
      const { id } = findRun(await client.runs.list(), context.operands[0] ?? '')
      const parent = await client.runs.get({ id })
      const record = await client.runs.fork({ id, step, experiment: applyOptions(parent.experiment, context.options) })
      context.terminal.tell(`Training ${record.experimentName} as ${record.name} (${record.id}), from ${parent.name} at step ${record.parent?.step ?? ''}`)
      return stayWithRun(client, record, nothingBefore, context)
    }),
}
