// Where the recipe's card goes: under the lanes, on the side where no bubble hangs; nowhere when both sides are taken.
import { NODE_HEIGHT, overlaps, union, type Rectangle } from './lane-geometry'

const NOTE = { width: 330, height: 184 } as const
const GAP = 28
const BUBBLE = { width: 304, height: 176 } as const

export function notePlace(lanes: readonly Rectangle[], bubbleNode: { readonly x: number; readonly y: number } | null, bubbleScale = 1): Rectangle | null {
  if (lanes.length === 0) return null
  const all = union(lanes)
  const y = all.y + all.height + GAP
  const bubble = bubbleNode && bubblePlace(bubbleNode, bubbleScale)
  const places = [
    { x: all.x, y, ...NOTE },
    { x: all.x + all.width - NOTE.width, y, ...NOTE },
  ]
  return places.find((place) => !bubble || !overlaps(place, bubble)) ?? null
}

/** What a bubble under a node covers at most; it grows around its tail. */
export function bubblePlace(node: { readonly x: number; readonly y: number }, scale: number): Rectangle {
  return { x: node.x - 53 * (scale - 1), y: node.y + NODE_HEIGHT, width: BUBBLE.width * scale, height: BUBBLE.height * scale }
}
