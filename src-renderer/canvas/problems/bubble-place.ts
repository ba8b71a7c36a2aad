// What an error bubble covers, so that other things keep out of its way.
import { NODE_HEIGHT, NODE_WIDTH, type Rectangle } from '@shared/graph/lane-geometry'

export const BUBBLE_WIDTH = 304
const HEIGHT = 176
/** From the bubble's side to the tip of its tail, about which it grows. */
export const BUBBLE_TAIL = 53

/** Of the lanes, from the left of the first to the right of the widest. */
interface Span {
  readonly left: number
  readonly right: number
}

export interface BubblePlace extends Rectangle {
  /** It reaches to the left of its node, whose right end it hangs from: to the right it would leave the lanes. */
  readonly leftwards: boolean
}

/** What a bubble under a node covers at most, in canvas units; it grows around its tail. */
export function bubblePlace(node: { readonly x: number; readonly y: number }, scale: number, lanes: Span): BubblePlace {
  const width = BUBBLE_WIDTH * scale
  const beside = BUBBLE_TAIL * (scale - 1)
  const [rightwards, leftwards] = [node.x - beside, node.x + NODE_WIDTH + beside - width]
  const turned = rightwards + width > lanes.right && leftwards >= lanes.left
  return { x: turned ? leftwards : rightwards, y: node.y + NODE_HEIGHT, width, height: HEIGHT * scale, leftwards: turned }
}

export function spanOf(lanes: readonly Rectangle[]): Span {
  return { left: Math.min(...lanes.map(({ x }) => x)), right: Math.max(...lanes.map(({ x, width }) => x + width)) }
}
