// The rule by which layers are drawn in full or as blocks with their names.
import type { FlowId } from '../flow-id'
import { NODE_HEIGHT, NODE_WIDTH, type Rectangle } from '@shared/graph/lane-geometry'

/** A document of so many is drawn in full always; where more are in sight, only those large enough to be read. */
export const MOST_IN_FULL = 160
/** From here on a layer's settings can be read, and those in sight are drawn in full however many they are. */
export const READING_ZOOM = 0.5
/** Below this no text can be read: nodes are drawn as blocks of colour, wires without shapes. */
export const OVERVIEW_ZOOM = 0.35
/** On the screen: what lies so near to what is in sight is made ready. */
const NEAR = 120
/** So many more may stay in full, for who goes back and forth. */
const SPARE = 12

export interface DetailChange {
  /** In the order in which they are wanted. */
  readonly fill: readonly FlowId[]
  readonly empty: readonly FlowId[]
}

interface Place {
  readonly id: FlowId
  readonly x: number
  readonly y: number
}

export function chooseDetail(
  nodes: readonly Place[],
  { isFull, visible, zoom }: { readonly isFull: (id: FlowId) => boolean; readonly visible: Rectangle; readonly zoom: number },
): DetailChange {
  const ranked = nodes.map(({ id, x, y }) => ({ id, away: awayFrom(visible, x, y) })).sort((a, b) => a.away - b.away)
  const inSight = firstBeyond(ranked, 0)
  if (inSight > MOST_IN_FULL && zoom < READING_ZOOM) {
    // From far away nothing tells the two apart, and who zooms in again finds what there was.
    return { fill: [], empty: zoom < OVERVIEW_ZOOM ? [] : ranked.filter(({ id }) => isFull(id)).map(({ id }) => id) }
  }
  const small = nodes.length <= MOST_IN_FULL
  const wanted = small ? nodes.length : firstBeyond(ranked, NEAR / zoom)
  const fill = ranked.slice(0, wanted).filter(({ id }) => !isFull(id))
  const spare = ranked.slice(wanted).filter(({ id }) => isFull(id))
  return { fill: fill.map(({ id }) => id), empty: spare.slice(SPARE).reverse().map(({ id }) => id) }
}

/** How many of the ranked lie no further away. */
function firstBeyond(ranked: readonly { readonly away: number }[], reach: number): number {
  const beyond = ranked.findIndex(({ away }) => away > reach)
  return beyond < 0 ? ranked.length : beyond
}

/** Distance of a layer from what is in sight, in canvas units; 0 or less where it is in sight, the least in the middle. */
function awayFrom(visible: Rectangle, x: number, y: number): number {
  const across = Math.abs(x + NODE_WIDTH / 2 - visible.x - visible.width / 2) - (visible.width + NODE_WIDTH) / 2
  const down = Math.abs(y + NODE_HEIGHT / 2 - visible.y - visible.height / 2) - (visible.height + NODE_HEIGHT) / 2
  return Math.max(across, down)
}
