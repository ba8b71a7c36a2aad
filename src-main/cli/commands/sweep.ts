// `sweep`: a classifier trained again and again with few and many labels, pretrained and from scratch; stays until all have ended and
// prints the curve.
import { newSweepTag, planSweep, summariseSweep, sweepVariants, usualCounts, variantsOf, variantTitles, type SweepRun, type SweepVariant } from '@shared/experiment/label-sweep'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { isEnded } from '@shared/run/reduce-run'
import type { RunId } from '@shared/run/run-events'
import { StudioError } from '@shared/studio-error'
import type { StudioClient } from '../../api/create-studio'
import { onInterrupt } from '../../on-interrupt'
import { textOption, type Command, type CommandContext } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { applyOptions, readExperiment } from '../read-experiment'
import { refuseFaults } from '../refuse-faults'
import { formatTable } from '../table'

interface Begun extends SweepRun {
  readonly id: RunId
  readonly name: string
}

interface Result extends Begun {
  readonly status: string
  /** test/accuracy at the end, in %; null of a run that did not get there. */
  readonly accuracy: number | null
}

function optionInvalid(option: string, got: string, expected: string): StudioError {
  return new StudioError({ code: 'option-invalid', message: `--${option} cannot be ${got}.`, path: `--${option}`, expected, got })
}

/** As many of the usual numbers as the data has, unless told. */
function readCounts(text: string | undefined, experiment: Experiment): readonly number[] {
  const dataset = analyseExperiment(experiment).dataset
  if (text === undefined) return usualCounts.filter((count) => count <= (dataset?.trainCount ?? 0) && count >= (dataset?.classes?.length ?? 0))
  return text.split(',').map((part) => {
    if (/^\d{1,7}$/.test(part.trim()) && Number(part) > 0) return Number(part)
    throw optionInvalid('labels', text, 'whole numbers from 1 up with commas between: 10,100,1000')
  })
}

function readVariants(text: string | undefined, experiment: Experiment): readonly SweepVariant[] {
  if (text === undefined) return variantsOf(experiment)
  return text.split(',').map((part) => {
    const variant = sweepVariants.find((one) => one === part.trim())
    if (variant === undefined) throw optionInvalid('variants', text, `some of ${sweepVariants.join(', ')} with commas between`)
    return variant
  })
}

function readSeeds(text: string | undefined): number {
  if (text === undefined) return 3
  if (/^\d{1,3}$/.test(text) && Number(text) > 0) return Number(text)
  throw optionInvalid('seeds', text, 'a whole number from 1 to 999')
}

async function untilEnded(client: StudioClient, { id }: Begun): Promise<void> {
  for await (const { event } of await client.runs.watch({ id, after: 0 })) if (event.kind === 'finished' || event.kind === 'failed') return
}

async function stayWithAll(client: StudioClient, begun: readonly Begun[], { terminal }: CommandContext): Promise<{ readonly results: readonly Result[]; readonly interrupted: boolean }> {
  let interrupted = false
  const stop = (): void => {
    interrupted = true
    terminal.tell('Stopping the run that trains and taking the others out of the queue; Ctrl+C again ends at once.')
    for (const { id } of begun.toReversed()) client.runs.stop({ id }).catch(() => {})
  }
  const letGo = onInterrupt(['SIGINT', 'SIGTERM'], stop, () => process.exit(exitCodes.interrupted))
  const results: Result[] = []
  try {
    for (const [index, run] of begun.entries()) {
      await untilEnded(client, run)
      let record = await client.runs.get({ id: run.id })
      // Its last word is told before its last figures are in the list.
      while (!isEnded(record.status)) record = await client.runs.get({ id: run.id })
      const accuracy = record.status === 'finished' ? (record.metrics['test/accuracy'] ?? null) : null
      results.push({ ...run, status: record.status, accuracy })
      terminal.tell(`${index + 1} of ${begun.length}  ${run.labels} labels, ${run.variant}, seed ${run.seed}: ${accuracy === null ? record.status : `${accuracy.toFixed(2)} %`}  (${run.name})`)
    }
  } finally {
    letGo()
  }
  return { results, interrupted }
}

function printSweep(tag: string, results: readonly Result[], { json, terminal }: CommandContext): void {
  const curve = summariseSweep(results.flatMap(({ labels, variant, accuracy }) => (accuracy === null ? [] : [{ labels, variant, value: accuracy }])))
  if (json) {
    const runs = results.map(({ id, name, labels, variant, seed, status, accuracy }) => ({ runId: id, name, labels, variant, seed, status, accuracy }))
    terminal.print(JSON.stringify({ tag, metric: 'test/accuracy', unit: '%', runs, curve }, null, 2))
    return
  }
  const shown = sweepVariants.filter((variant) => curve[variant].length > 0)
  const counts = [...new Set(results.map(({ labels }) => labels))].toSorted((a, b) => a - b)
  const rows = counts.map((labels) => [
    labels.toLocaleString('en-US'),
    ...shown.map((variant) => {
      const point = curve[variant].find((one) => one.labels === labels)
      return point === undefined ? '' : `${point.mean.toFixed(2)}${point.deviation === null ? '' : ` ± ${point.deviation.toFixed(2)}`}`
    }),
  ])
  terminal.print(`Test accuracy in %, mean ± standard deviation over seeds; the runs carry the tag “${tag}”.`)
  for (const line of formatTable(['labels', ...shown.map((variant) => variantTitles[variant])], rows, [0, 1, 2, 3])) terminal.print(`  ${line}`)
}

export const sweepCommand: Command = {
  words: ['sweep'],
  summary: 'train a classifier with few and many labels, pretrained and from scratch',
  synopsis: '<template id | saved experiment | file.latent.json> [--labels 10,100,...] [options]',
  operands: [1, 1],
  options: { labels: { type: 'string' }, variants: { type: 'string' }, seeds: { type: 'string' }, epochs: { type: 'string' }, steps: { type: 'string' }, seed: { type: 'string' }, set: { type: 'string', multiple: true } },
  help: `  --labels A,B,...    numbers of labels (default: ${usualCounts.join(',')}, as far as the data goes)
  --variants A,B      frozen, fine-tuned, scratch (default: all that are possible)
  --seeds N           runs for each, up to 3,000 labels; one above (default: 3)
  --epochs N, --steps N, --seed N, --set PATH=VALUE   as for train, for every run

The experiment is a classifier: a template such as pretraining-mnist, or what \`classify <run> --out FILE\` wrote. Every run takes equally
many steps, whatever the labels; runs of one seed learn from the same ones. They are ordinary runs that share a tag: Compare draws their
curve. Ctrl+C stops the run that trains and takes the others out of the queue.
With --json: tag, metric, unit, runs (runId, labels, variant, seed, status, accuracy), curve (by variant: labels, mean, deviation, count).`,
  run: (context) =>
    withStudio(context, async ({ client }) => {
      const { options, operands, terminal } = context
      const chosen = await readExperiment(client, operands[0] ?? '')
      const { labels, ...settings } = options
      const experiment = applyOptions(chosen.experiment, settings)
      const counts = readCounts(typeof labels === 'string' ? labels : undefined, experiment)
      const planned = planSweep(experiment, { counts, variants: readVariants(textOption(options, 'variants'), experiment), seeds: readSeeds(textOption(options, 'seeds')) })
      // All of them, before the first begins.
      for (const run of planned) refuseFaults(run.experiment, terminal)
      const tag = newSweepTag((await client.runs.list()).flatMap(({ tags }) => tags))
      const begun: Begun[] = []
      for (const run of planned) {
        const { id, name } = await client.runs.start({ experiment: run.experiment, templateId: chosen.templateId, tags: [tag] })
        begun.push({ ...run, id, name })
      }
      terminal.tell(`${begun.length} runs of ${experiment.name}, tagged “${tag}”`)
      const { results, interrupted } = await stayWithAll(client, begun, context)
      printSweep(tag, results, context)
      if (interrupted) return exitCodes.interrupted
      return results.every(({ status }) => status === 'finished') ? exitCodes.ok : exitCodes.failed
    }),
}
