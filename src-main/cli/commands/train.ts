// `train`: starts a run and stays with it until it ends. Ctrl+C stops it cleanly, with a checkpoint.
import { bestBy, NONE_IS_BEST } from '@shared/experiment/best-by'
import type { RunRecord } from '@shared/run/run-record'
import { describeStudioError, StudioError } from '@shared/studio-error'
import { engineChoiceSchema } from '@shared/contract/contract'
import { studioDetailOf } from '@shared/contract/contract-error'
import type { StudioClient } from '../../api/create-studio'
import { textOption, type Command, type CommandContext } from '../command'
import { withStudio } from '../connect'
import { nothingBefore, stayWithRun } from '../follow-run'
import { chooseStored } from '@shared/datasets/own/own-data'
import { findStored } from '../find-stored'
import { applyOptions, readExperiment } from '../read-experiment'
import { refuseFaults } from '../refuse-faults'
import type { Terminal } from '../terminal'

function chooseEngine(context: CommandContext): 'auto' | 'tensorflow' | 'javascript' {
  const text = textOption(context.options, 'engine') ?? 'auto'
  const parsed = engineChoiceSchema.safeParse(text)
  if (parsed.success) return parsed.data
  throw new StudioError({ code: 'option-invalid', message: `--engine cannot be ${text}.`, path: '--engine', expected: engineChoiceSchema.options.join(', '), got: text })
}

/** What a saved experiment trained is a version of it, whoever trained it. The run goes on where that cannot be kept, and it is said. */
async function keepVersion(client: StudioClient, history: string, { id, name, experiment }: RunRecord, terminal: Terminal): Promise<void> {
  try {
    await client.versions.keep({ history, experiment, what: { kind: 'trained', run: id, runName: name } })
  } catch (error) {
    const detail = studioDetailOf(error)
    terminal.tell(detail === null ? `The version was not kept: ${error instanceof Error ? error.message : String(error)}` : describeStudioError(detail))
  }
}

export const trainCommand: Command = {
  words: ['train'],
  summary: 'train an experiment and stay with it until it ends',
  synopsis: '<template id | saved experiment | file.latent.json> [options]',
  operands: [1, 1],
  options: { epochs: { type: 'string' }, steps: { type: 'string' }, seed: { type: 'string' }, labels: { type: 'string' }, data: { type: 'string' }, set: { type: 'string', multiple: true }, engine: { type: 'string' } },
  help: `  --epochs N          passes over the training set
  --steps N           stop after so many steps
  --seed N            seeds weights, shuffling and every random stream
  --labels N          labelled examples a classifier learns from; 0 for all
  --data NAME         train on imported data, by its name or the beginning of its hash
  --set PATH=VALUE    change any setting; may be given again. VALUE is JSON, or plain text:
                        --set training.batchSize=64  --set recipe.parameters.beta=4
                        --set training.optimizers.model.parameters.learningRate=0.0003
  --engine CHOICE     auto (default), tensorflow, javascript (slow)

Metrics are per example: nats (loss, reconstruction, kl, elbo of a VAE; cross-entropy) or squared error, as the table says.
Where as many runs train already as the studio allows, it waits its turn.
Ctrl+C stops the run with a checkpoint; once more ends at once.
With --json: runId, name, status, steps, seconds (of training), metrics, units, engine, checkpoint.`,
  run: (context) =>
    withStudio(context, async ({ client, host }) => {
      const { terminal } = context
      const engine = chooseEngine(context)
      const chosen = await readExperiment(client, context.operands[0] ?? '')
      const data = textOption(context.options, 'data')
      const experiment = applyOptions(data === undefined ? chosen.experiment : { ...chosen.experiment, dataset: chooseStored((await findStored(client, data)).facts) }, context.options)
      refuseFaults(experiment, terminal)
      const record = await client.runs.start({ experiment, templateId: chosen.templateId, engine })
      terminal.tell(`Training ${experiment.name} as ${record.name} (${record.id})${host === null ? '' : `, in process ${host.pid} at ${host.url ?? ''}`}`)
      if (chosen.savedId !== null) await keepVersion(client, chosen.savedId, record, terminal)
      const { keepLast = null, keepBest = true } = experiment.recording
      if (keepLast !== null && keepBest && bestBy(experiment.recipe) === null) terminal.tell(NONE_IS_BEST)
      return stayWithRun(client, record, nothingBefore, context)
    }),
}
