// What a template's card says below its words: dataset, size, and the time it took here before.
import type { Template } from '@shared/contract/contract'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import { findLayer } from '@shared/layers/catalogue'
import type { RunSummary } from '@shared/run/run-record'

export interface TemplateFacts {
  readonly dataset: string
  readonly kind: 'image' | 'points' | 'unknown'
  readonly recipe: string
  /** Titles of the kinds of layer in it, and names given to layers. */
  readonly layers: readonly string[]
  /** Trainable values. */
  readonly parameters: number
}

export function templateFacts({ experiment }: Template): TemplateFacts {
  const analysis = analyseExperiment(experiment)
  return {
    dataset: analysis.datasetDefinition?.title ?? experiment.dataset.id,
    kind: analysis.dataset?.kind ?? 'unknown',
    recipe: analysis.recipe?.title ?? experiment.recipe.id,
    layers: [...new Set(experiment.networks.flatMap((network) => network.nodes.flatMap((node) => [findLayer(node.type)?.title ?? node.type, node.name ?? ''])))],
    parameters: analysis.totals.parameters,
  }
}

/** `0.65 M params`, `2.3 k params`, `940 params`. */
export function describeParameters(count: number): string {
  if (count >= 100_000) return `${(count / 1e6).toFixed(count >= 1e7 ? 0 : count >= 1e6 ? 1 : 2)} M params`
  return count >= 1000 ? `${(count / 1000).toFixed(1)} k params` : `${count} params`
}

/**
 * Milliseconds the template as it stands took when it was last trained to its end on this device; null where it never was.
 * @param device the engine's present device
 */
export function measuredDuration(template: Template, runs: readonly RunSummary[], device: string | null): number | null {
  const { epochs, steps } = template.experiment.training
  const finished = runs
    .filter((run) => {
      if (run.templateId !== template.id || run.status !== 'finished' || run.engine?.device !== device) return false
      if (steps !== null) return run.totalSteps === steps
      return run.stepsPerEpoch !== null && run.totalSteps === run.stepsPerEpoch * epochs
    })
    .sort((a, b) => b.createdAt - a.createdAt)
  return finished[0]?.elapsedMs ?? null
}

/** `8 s`, `2 min`, `1.5 h`. */
export function describeRoughly(durationMs: number): string {
  const seconds = durationMs / 1000
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
