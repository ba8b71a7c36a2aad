// The two roles that autoencoders share: an encoder from data to code, a decoder from code back to data.
import type { NamedTensors, Tensor } from '../../tensors/tf'
import type { ForwardResult, PlayerDefinition, Reconstruction, RoleDefinition } from '../recipe-definition'
import type { DrawnTensor } from '../recipe-drawing'

export function encoderRole(notation: string): RoleDefinition {
  return { id: 'encoder', title: 'Encoder', notation, colour: 'encoder', input: { from: 'data' }, inputSymbol: 'x' }
}

export function decoderRole(notation: string): RoleDefinition {
  return { id: 'decoder', title: 'Decoder', notation, colour: 'generator', input: { from: 'role', role: 'encoder' }, inputSymbol: 'z' }
}

export const dataTensor: DrawnTensor = { source: { from: 'data' }, symbol: 'x' }
export const decodedTensor: DrawnTensor = { source: { from: 'role', role: 'decoder' }, symbol: 'x̂' }

/** Encoder and decoder minimise one loss together. */
export const modelPlayer: PlayerDefinition = { id: 'model', title: 'Model', roles: ['encoder', 'decoder'] }

/**
 * A tensor that a network's layers handed out.
 * @throws Error when no layer did: the recipe's validation should have said so before.
 */
export function exposedTensor(exposed: NamedTensors, name: string, role: string): Tensor {
  const tensor = exposed[name]
  if (tensor === undefined) throw new Error(`The ${role} exposes no ${name}`)
  return tensor
}

/** What a decoder gave, as a reconstruction. @param probabilities whether its output is a sigmoid of what it exposes. */
export function withLogits(decoded: ForwardResult, probabilities: boolean): Reconstruction {
  return probabilities ? { output: decoded.output, logits: exposedTensor(decoded.exposed, 'preActivation', 'decoder') } : { output: decoded.output }
}
