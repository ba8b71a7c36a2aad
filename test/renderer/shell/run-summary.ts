// A finished run as History keeps it, for tests that change what they are about.
import { runIdSchema } from '../../../src-shared/run/run-events'
import type { RunSummary } from '../../../src-shared/run/run-record'

export function runSummary(change: Partial<Omit<RunSummary, 'id'>> & { readonly id?: string } = {}): RunSummary {
  const { id = 'abcdef0123456789', ...rest } = change
  return {
    id: runIdSchema.parse(id),
    name: 'calm-fjord-12',
    number: 12,
    status: 'finished',
    experimentName: 'VAE on MNIST',
    recipe: 'vae',
    dataset: 'mnist',
    templateId: 'vae-mnist',
    createdAt: 1_000_000,
    endedAt: 1_060_000,
    step: 4690,
    totalSteps: 4690,
    stepsPerEpoch: 469,
    elapsedMs: 60_000,
    samplesPerSecond: 10_000,
    metrics: { 'train/loss': 101.6, 'test/loss': 105.6, 'test/elbo': -105.6 },
    primaryMetric: 'test/elbo',
    tags: ['mnist', 'baseline'],
    notes: 'warm-up of two epochs',
    error: null,
    engine: { id: 'tensorflow', version: 'TensorFlow 2.21.0', device: 'CPU, 2 cores', accelerator: 'cpu', native: true },
    bytes: 2_000_000,
    parent: null,
    queuePlace: null,
    checkpointStep: 4690,
    ...rest,
  }
}
