// Every document that validates can be built and run: random ones of whatever the layer catalogue has, with bypass and blocks.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { analyseExperiment } from '@shared/experiment/analyse-experiment'
import type { Experiment } from '@shared/experiment/experiment'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { serialiseExperiment } from '@shared/experiment/serialise-experiment'
import { analyseNetwork, type NetworkAnalysis } from '@shared/graph/analyse-network'
import { applyEdits } from '@shared/graph/apply-edit'
import { forwardNetwork } from '@shared/graph/forward-network'
import { planMakeBlock } from '@shared/graph/make-block'
import { networkSchema, type NetworkDocument } from '@shared/graph/network'
import { networkWeights } from '@shared/graph/network-weights'
import { layerCatalogue } from '@shared/layers/catalogue'
import { drawInitialWeight } from '@shared/tensors/draw-initial-weight'
import { sizeOf, type Shape } from '@shared/tensors/shape'
import type { Tensor } from '@shared/tensors/tf'
import { plainTf } from '../layers/run-layer'
import { smallParameters } from './arbitrary-parameters'
import { boringExperiment, node, type NodeRecipe } from './build-network'

const tf = await plainTf()

const BATCH = 3
/** Of one node for one example: more takes the JavaScript backend too long. */
const MOST_VALUES = 600
const MOST_WEIGHTS = 5000

interface Step {
  readonly type: string
  readonly parameters: Record<string, unknown>
  /** Which of the nodes there are gives what enters each port, counted from the last. */
  readonly sources: readonly number[]
  readonly bypassed: boolean
}

const arbitraryStep: fc.Arbitrary<Step> = fc.oneof(
  ...layerCatalogue
    .filter(({ type }) => type !== 'input' && type !== 'output')
    .map((layer) =>
      fc.record({
        type: fc.constant(layer.type),
        parameters: smallParameters(layer.parameters),
        sources: fc.tuple(...layer.inputs.map(() => fc.nat(2))),
        bypassed: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
      }),
    ),
)
const arbitrarySteps = fc.array(arbitraryStep, { minLength: 6, maxLength: 14, size: 'max' })

/** A row, an image or a sequence to begin with, made of the two numbers of a point. */
const beginnings: readonly (readonly NodeRecipe[])[] = [
  [],
  [node('widen:dense', { units: 9 })],
  [node('widen:dense', { units: 36, activation: 'tanh' }), node('image:reshape', { target: [6, 6, 1] })],
  [node('widen:dense', { units: 32 }), node('image:reshape', { target: [4, 4, 2] })],
  [node('widen:dense', { units: 15 }), node('sequence:reshape', { target: [5, 3] })],
]

interface Part extends NodeRecipe {
  readonly bypassed?: boolean
}

function draw(parts: readonly Part[], wires: readonly string[], id: string): NetworkDocument {
  return networkSchema.parse({
    id,
    name: id,
    nodes: parts.map(({ id: own, type, parameters = {}, bypassed = false }, index) => ({ id: own, type, parameters, position: { x: 168 * index, y: 0 }, ...(bypassed ? { bypassed } : {}) })),
    wires: wires.map((wire, index) => {
      const [from = '', to = '', port = 'input'] = wire.split(/ -> |\./)
      return { id: `w${index + 1}`, from: { node: from, port: 'output' }, to: { node: to, port } }
    }),
  })
}

const errors = (analysis: NetworkAnalysis): readonly unknown[] => analysis.problems.filter((problem) => problem.severity === 'error')

/** Adds one layer after another, leaving out those that analysis refuses where they are put. */
function grow(id: string, inputShape: Shape, beginning: readonly NodeRecipe[], steps: readonly Step[], end: readonly NodeRecipe[]): NetworkDocument {
  let parts: readonly Part[] = [node('input')]
  let wires: readonly string[] = []
  const close = (last: readonly Part[], inner: readonly string[]): NetworkDocument => draw([...last, node('output')], [...inner, `${last.at(-1)?.id ?? ''} -> output`], id)
  const append = (part: Part, entering: readonly string[]): void => {
    const [nextParts, nextWires] = [[...parts, part], [...wires, ...entering]]
    const analysis = analyseNetwork(close(nextParts, nextWires), inputShape)
    const large = [...analysis.nodes.values()].some(({ output, parameterCount }) => sizeOf(output ?? []) > MOST_VALUES || parameterCount > MOST_WEIGHTS)
    if (errors(analysis).length > 0 || large) return
    ;[parts, wires] = [nextParts, nextWires]
  }
  const follow = (part: Part): void => append(part, [`${parts.at(-1)?.id ?? ''} -> ${part.id}`])
  beginning.forEach(follow)
  steps.forEach(({ type, parameters, sources, bypassed }, index) => {
    const name = `n${index}`
    const ports = layerCatalogue.find((layer) => layer.type === type)?.inputs ?? []
    // Nothing before it takes part if the first port is not fed by the last node.
    const entering = ports.map((port, at) => `${parts.at(-1 - (at === 0 ? 0 : (sources[at] ?? 0) % parts.length))?.id ?? ''} -> ${name}.${port.id}`)
    append({ id: name, type, parameters, bypassed }, entering)
  })
  end.forEach(follow)
  return close(parts, wires)
}

/** Nodes side by side become a block, where they can be one. */
function withBlock(experiment: Experiment, [from, count]: readonly [number, number]): Experiment {
  const [encoder] = experiment.networks
  const chosen = new Set(encoder?.nodes.slice(1 + from, 1 + from + count).map(({ id }) => id))
  if (encoder === undefined) return experiment
  const plan = planMakeBlock(encoder, chosen, { name: 'Stretch', parameters: [] }, new Set(['encoder', 'decoder']), [])
  return plan.ok ? applyEdits(experiment, plan.edits) : experiment
}

/** The output for a batch, every weight as a run draws it. */
function run(analysis: NetworkAnalysis, input: Tensor, training: boolean): Tensor {
  const weights = new Map(
    networkWeights(analysis).map(({ fullName, definition }) => [fullName, tf.tensor(drawInitialWeight(1, fullName, definition.shape, definition.initialiser), [...definition.shape], 'float32')]),
  )
  const { output } = forwardNetwork({
    tf,
    analysis,
    input,
    weight(name) {
      const found = weights.get(name)
      if (found === undefined) throw new Error(`no weight ${name}`)
      return found
    },
    update: (name, value) => expect([name, value.shape]).toEqual([name, weights.get(name)?.shape]),
    training,
    random: { normal: (_stream, shape) => tf.fill([...shape], 0.5), uniform: (_stream, shape) => tf.fill([...shape], 0.5) },
  })
  expect(output.shape).toEqual([BATCH, ...(analysis.outputShape ?? [])])
  expect([...output.dataSync()].filter((value) => !Number.isFinite(value))).toEqual([])
  return output
}

test('rule N11: what analysis finds no error in is built and run, with the shapes it foretold, saved and opened before', () => {
  const seen = new Set<string>()
  let [blocks, bypassed] = [0, 0]
  fc.assert(
    fc.property(fc.constantFrom(...beginnings), arbitrarySteps, arbitrarySteps, fc.tuple(fc.nat(6), fc.integer({ min: 1, max: 5 })), (beginning, first, second, stretch) => {
      const encoder = grow('encoder', [2], beginning, first, [])
      const code = analyseNetwork(encoder, [2]).outputShape
      if (code === null) throw new Error('a network without an output')
      const decoder = grow('decoder', code, [], second, [node('end:flatten'), node('point:dense', { units: 2 })])
      const drawn = withBlock(boringExperiment({ networks: [encoder, decoder] }), stretch)
      const experiment = parseExperiment(serialiseExperiment(drawn), 'drawn.latent.json')
      const analysis = analyseExperiment(experiment)
      expect(analysis.problems.filter(({ severity }) => severity === 'error')).toEqual([])
      tf.tidy(() => {
        for (const training of [true, false]) {
          let value: Tensor = tf.tensor(Float32Array.from({ length: 2 * BATCH }, (_, at) => Math.cos(at)), [BATCH, 2])
          for (const role of ['encoder', 'decoder']) {
            const network = analysis.networksByRole[role]
            if (network === undefined) throw new Error(`nobody plays ${role}`)
            value = run(network, value, training)
          }
        }
      })
      blocks += experiment.blocks?.length ?? 0
      for (const each of [...experiment.networks, ...(experiment.blocks ?? [])].flatMap(({ nodes }) => nodes)) {
        seen.add(each.type)
        if (each.bypassed === true) bypassed += 1
      }
    }),
    { numRuns: 80, seed: 11 },
  )
  // A property that runs on next to nothing would hold, too.
  expect(blocks).toBeGreaterThan(10)
  expect(bypassed).toBeGreaterThan(10)
  expect(layerCatalogue.map(({ type }) => type).filter((type) => !seen.has(type)).length).toBeLessThan(layerCatalogue.length / 4)
})
