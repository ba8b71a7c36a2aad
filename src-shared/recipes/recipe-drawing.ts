// What of a recipe is drawn and said beside its networks: what else flows into them, the terms of its losses, what each role
// asks of the network that plays it. Data only, so that one piece of code draws every recipe.

/** Where a line of the drawing starts. A role's line leaves the lane of its network, whatever layer of it the tensor comes from. */
export type TensorSource = { readonly from: 'data' } | { readonly from: 'noise' } | { readonly from: 'role'; readonly role: string }

export interface DrawnTensor {
  readonly source: TensorSource
  /** Plain text, as on a wire: `x̂`. */
  readonly symbol: string
}

/** What enters a role besides the role's own `input`: a GAN's fakes enter the discriminator. */
export interface DrawnFlow extends DrawnTensor {
  readonly into: string
}

/** One term of a loss, fed by what it compares. */
export interface DrawnLoss {
  readonly id: string
  readonly title: string
  /** TeX, one short line. */
  readonly formula: string
  readonly inputs: readonly DrawnTensor[]
  /** Players whose loss it is part of. */
  readonly players: readonly string[]
}

export interface RecipeDrawing {
  readonly flows: readonly DrawnFlow[]
  readonly losses: readonly DrawnLoss[]
}

/** What a recipe asks of the network that plays a role. `validate` judges; this says it in words, also of an empty network. */
export interface RoleNeed {
  readonly role: string
  /** What the network must give or have: `one number for each example`. */
  readonly text: string
  /** Codes of the problems that say it is not met, what there is instead and how to mend it. */
  readonly unmetBy: readonly string[]
}
