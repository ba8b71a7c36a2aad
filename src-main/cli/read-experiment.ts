// What `train` is given: a template's id, a saved experiment's id, or a file; and the changes its options make to it.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { z } from 'zod'
import type { Experiment } from '@shared/experiment/experiment'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { setExperimentValue } from '@shared/experiment/set-experiment-value'
import { stepsPerEpoch } from '@shared/experiment/steps-per-epoch'
import { StudioError } from '@shared/studio-error'
import type { StudioClient } from '../api/create-studio'
import { textOption, type OptionValues } from './command'

export interface ChosenExperiment {
  readonly experiment: Experiment
  readonly templateId: string | null
  /** Of the saved experiment; null where it is a template or a file, which have no versions. */
  readonly savedId: string | null
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}

/** @throws StudioError `experiment-not-found`, or what is wrong with the file. */
export async function readExperiment(client: StudioClient, source: string): Promise<ChosenExperiment> {
  const looksLikePath = /[\\/]|\.json$/.test(source)
  const templates = looksLikePath ? [] : await client.templates.list()
  const template = templates.find((entry) => entry.id === source)
  if (template !== undefined) return { experiment: template.experiment, templateId: template.id, savedId: null }
  if (isFile(source)) return { experiment: parseExperiment(readFileSync(source, 'utf8'), basename(source)), templateId: null, savedId: null }
  if (!looksLikePath && (await client.experiments.list()).some((entry) => entry.id === source)) {
    return { experiment: (await client.experiments.open({ id: source })).experiment, templateId: null, savedId: source }
  }
  throw new StudioError({
    code: 'experiment-not-found',
    message: looksLikePath ? `There is no file ${source}.` : `There is no template, saved experiment or file named ${source}.`,
    path: source,
    ...(templates.length === 0 ? {} : { expected: `a file, or one of ${templates.map((entry) => entry.id).join(', ')}` }),
    fix: '`templates list` shows the templates; a file is one that the studio saved, *.latent.json.',
  })
}

function count(options: OptionValues, name: string, least: number): number | undefined {
  const text = textOption(options, name)
  if (text === undefined) return undefined
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new StudioError({ code: 'option-invalid', message: `--${name} cannot be ${text}.`, path: `--${name}`, expected: `a whole number from ${least} up`, got: text })
}

type JsonValue = z.core.util.JSONType

/** JSON where it is JSON, else the text as it stands: `--set recipe.parameters.beta=4`, `--set name=Mine`. */
function parseSetting(text: string): readonly [string, JsonValue] {
  const at = text.indexOf('=')
  if (at <= 0) throw new StudioError({ code: 'option-invalid', message: `--set needs path=value, not ${text}.`, path: '--set', expected: 'path=value', got: text, fix: 'For example --set training.batchSize=64' })
  const value = text.slice(at + 1)
  try {
    return [text.slice(0, at), JSON.parse(value) as JsonValue]
  } catch {
    return [text.slice(0, at), value]
  }
}

/** Options in the order of their strength: `--set` last, so that it wins. @throws StudioError naming the option or setting. */
export function applyOptions(experiment: Experiment, options: OptionValues): Experiment {
  const settings: (readonly [string, JsonValue])[] = []
  const epochs = count(options, 'epochs', 1)
  const steps = count(options, 'steps', 1)
  const seed = count(options, 'seed', 0)
  // Asking for epochs asks for whole ones: a limit of steps in the file gives way.
  if (epochs !== undefined) settings.push(['training.epochs', epochs], ['training.steps', null])
  if (steps !== undefined) settings.push(['training.steps', steps])
  if (seed !== undefined) settings.push(['training.seed', seed])
  const labels = count(options, 'labels', 0)
  if (labels !== undefined) settings.push(['recipe.parameters.labels', labels])
  const sets = options['set']
  if (Array.isArray(sets)) for (const text of sets) if (typeof text === 'string') settings.push(parseSetting(text))
  let changed = experiment
  for (const [path, value] of settings) changed = setExperimentValue(changed, path, value)
  return steps === undefined || epochs !== undefined ? changed : withRoomForSteps(changed, steps)
}

/** Asking for steps alone means that many, so the epochs must not end the run before. */
function withRoomForSteps(experiment: Experiment, steps: number): Experiment {
  const perEpoch = stepsPerEpoch(analyseExperiment(experiment), experiment.training.batchSize)
  if (perEpoch === undefined) return experiment
  const epochs = Math.ceil(steps / perEpoch)
  return epochs <= experiment.training.epochs ? experiment : setExperimentValue(experiment, 'training.epochs', epochs)
}
