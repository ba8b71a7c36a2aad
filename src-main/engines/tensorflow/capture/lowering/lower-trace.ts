// From what tfjs does to what TensorFlow does best: rewrites a recorded trace so that the graph has fewer and faster operations.
// Each rewriting says the same to rounding; the comparison of captured with eager steps holds them to it.
import type { Trace } from '../trace'
import { dropIdentities } from './drop-identities'
import { foldZeros } from './fold-zeros'
import { fuseRectifierGradients } from './fuse-rectifier-gradients'
import { fuseUpdates } from './fuse-updates'
import { simplifyProducts } from './simplify-products'

/** In this order: the later ones look for what the earlier ones leave. */
const REWRITINGS: readonly ((trace: Trace) => Trace)[] = [simplifyProducts, dropIdentities, fuseRectifierGradients, foldZeros, fuseUpdates]

export function lowerTrace(trace: Trace): Trace {
  return REWRITINGS.reduce((lowered, rewrite) => rewrite(lowered), trace)
}
