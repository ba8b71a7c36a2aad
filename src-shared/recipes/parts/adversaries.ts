// What adversarial recipes share: a generator fed with noise, an opponent fed with data, and the turns the two players take.
import { z } from 'zod'
import type { Tensor } from '../../tensors/tf'
import type { PlayerDefinition, PlayerUpdate, RecipeContext, RoleDefinition, RolePasses } from '../recipe-definition'
import type { DrawnTensor, RecipeDrawing } from '../recipe-drawing'
import { exposedTensor } from './encoder-decoder'

export const GENERATOR = 'generator'
export const DISCRIMINATOR = 'discriminator'

export const generatorRole: RoleDefinition = { id: GENERATOR, title: 'Generator', notation: 'x̃ = G(z)', colour: 'generator', input: { from: 'noise' }, inputSymbol: 'z' }

/** @param title `Discriminator`, `Critic` */
export function opponentRole(title: string, notation: string): RoleDefinition {
  return { id: DISCRIMINATOR, title, notation, colour: 'discriminator', input: { from: 'data' }, inputSymbol: 'x' }
}

/** The opponent moves first. */
export function adversaries(title: string): readonly PlayerDefinition[] {
  return [
    { id: DISCRIMINATOR, title, roles: [DISCRIMINATOR] },
    { id: GENERATOR, title: 'Generator', roles: [GENERATOR] },
  ]
}

export const adversarialParameters = z.object({
  latentSize: z.number().int().min(1).max(4096).default(64).meta({ title: 'Noise size', description: 'Values of z that the generator starts from, each standard normal.' }),
  generatorNoise: z.enum(['shared', 'fresh']).default('shared').meta({
    title: 'The generator’s noise',
    description: 'Shared: the generator learns from the fakes of its opponent’s last update, which saves running it twice. Fresh: it draws its own, as the algorithm is printed.',
    labels: { shared: 'Shared with the opponent', fresh: 'Fresh' },
  }),
})
export type AdversarialParameters = z.output<typeof adversarialParameters>

/** How many turns the opponent takes before the generator's one. */
export function opponentSteps(title: string, usual: number) {
  return z.number().int().min(1).max(100).default(usual).meta({ title, description: 'How often it learns, each time from a batch of its own, before the generator learns once. That is one training step.' })
}

/** k turns of the opponent, each on its own batch and noise, then the generator's. */
export function turns(opponentTurns: number, { generatorNoise }: Pick<AdversarialParameters, 'generatorNoise'>): readonly PlayerUpdate[] {
  return [
    ...Array.from({ length: opponentTurns }, (_, batch) => ({ player: DISCRIMINATOR, batch, sharesWithNext: generatorNoise === 'shared' && batch === opponentTurns - 1 })),
    { player: GENERATOR, batch: opponentTurns - 1 },
  ]
}

/**
 * The opponent judges real examples and fakes and learns from both; the generator learns through the opponent's judgement of its
 * fakes. Fakes shared with the opponent's last update are counted there.
 * @param penalty what the opponent's update does besides.
 */
export function adversarialPasses(update: PlayerUpdate, { generatorNoise }: Pick<AdversarialParameters, 'generatorNoise'>, penalty: Omit<RolePasses, 'role'> = NO_PASSES): readonly RolePasses[] {
  if (update.player === GENERATOR) {
    return [
      { role: GENERATOR, forward: generatorNoise === 'shared' ? 0 : 1, backward: 1, weights: 1, input: 0 },
      { role: DISCRIMINATOR, forward: 1, backward: 1, weights: 0, input: 1 },
    ]
  }
  return [
    { role: GENERATOR, forward: 1, backward: 0, weights: 0, input: 0 },
    { role: DISCRIMINATOR, forward: 2 + penalty.forward, backward: 2 + penalty.backward, weights: 2 + penalty.weights, input: penalty.input },
  ]
}

const NO_PASSES: Omit<RolePasses, 'role'> = { forward: 0, backward: 0, weights: 0, input: 0 }

/**
 * A gradient penalty differentiates twice. First a pass forward and one back to the input. Then that pair is differentiated by the
 * weights: the way back is itself a product in each layer, with two gradients of its own, beside the two of the way forward.
 */
export const PENALTY_PASSES: Omit<RolePasses, 'role'> = { forward: 2, backward: 2, weights: 2, input: 1 }

type Context = RecipeContext<{ readonly latentSize: number }>

/** As many fakes as `count`, from noise drawn for this update. */
export function drawFakes(context: Context, count: number): Tensor {
  return context.forward(GENERATOR, context.random.normal('noise', [count, context.parameters.latentSize])).output
}

/** The fakes of this update: prepared in training, drawn here otherwise. */
export function fakesOf(context: Context): Tensor {
  return context.prepared['fake'] ?? drawFakes(context, context.x.shape[0] ?? 1)
}

/** What the opponent says of each example, before any sigmoid: `[batch]`. */
export function opinions(context: Context, examples: Tensor): Tensor {
  const { exposed } = context.forward(DISCRIMINATOR, examples)
  return context.tf.reshape(exposedTensor(exposed, 'preActivation', DISCRIMINATOR), [-1])
}

/**
 * The game as it is drawn: fakes enter the opponent beside the data, and each player minimises a term of its verdicts.
 * @param letter of the opponent: `D`, `C`
 */
export function gameDrawing(letter: string, opponent: { readonly title: string; readonly formula: string }, generatorFormula: string): RecipeDrawing {
  const verdict = (symbol: string): DrawnTensor => ({ source: { from: 'role', role: DISCRIMINATOR }, symbol: `${letter}(${symbol})` })
  return {
    flows: [{ source: { from: 'role', role: GENERATOR }, symbol: 'x̃', into: DISCRIMINATOR }],
    losses: [
      { id: DISCRIMINATOR, title: `${opponent.title}’s loss`, formula: opponent.formula, inputs: [verdict('x'), verdict('x̃')], players: [DISCRIMINATOR] },
      { id: GENERATOR, title: 'Generator’s loss', formula: generatorFormula, inputs: [verdict('x̃')], players: [GENERATOR] },
    ],
  }
}
