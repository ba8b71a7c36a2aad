// The palette's answers to a query: layers by how well their title, keywords or hint match, titles first.
import type { LayerDefinition } from '@shared/layers/layer-definition'
import { fuzzyMatch } from '../../../text/fuzzy-match'

export interface RankedLayer {
  readonly layer: LayerDefinition
  /** Stretches of the title to mark; empty where only a keyword matched. */
  readonly ranges: readonly (readonly [number, number])[]
  readonly score: number
}

const TITLE_BONUS = 20
/** A word typed in full: `relu` means the activation, though PReLU has it in its title. */
const WHOLE_BONUS = 20
/** A loose match of two letters far apart in a keyword is noise; a title may be loose. */
const KEYWORD_LEAST = 6

/** Best first; ties in catalogue order. Every layer, unmarked, for an empty query. */
export function rankLayers(layers: readonly LayerDefinition[], query: string): readonly RankedLayer[] {
  const wanted = query.trim()
  if (wanted === '') return layers.map((layer) => ({ layer, ranges: [], score: 0 }))
  return layers
    .map((layer) => rank(layer, wanted))
    .filter((ranked) => ranked !== null)
    .sort((a, b) => b.score - a.score)
}

function rank(layer: LayerDefinition, query: string): RankedLayer | null {
  const whole = [layer.title, ...layer.keywords].some((word) => word.toLowerCase() === query.toLowerCase()) ? WHOLE_BONUS : 0
  const title = fuzzyMatch(query, layer.title)
  if (title) return { layer, ranges: title.ranges, score: title.score + TITLE_BONUS + whole }
  const others = [...layer.keywords, layer.type, layer.hint].map((word) => fuzzyMatch(query, word)?.score ?? -Infinity)
  const score = Math.max(-Infinity, ...others)
  return score >= KEYWORD_LEAST ? { layer, ranges: [], score: score + whole } : null
}
