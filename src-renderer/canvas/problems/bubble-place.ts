// What an error bubble covers, so that other things keep out of its way.
import { NODE_HEIGHT, type Rectangle } from '@shared/graph/lane-geometry'

const BUBBLE = { width: 304, height: 176 } as const

/** What a bubble under a node covers at most; it grows around its tail. */
export function bubblePlace(node: { readonly x: number; readonly y: number }, scale: number): Rectangle {
  return { x: node.x - 53 * (scale - 1), y: node.y + NODE_HEIGHT, width: BUBBLE.width * scale, height: BUBBLE.height * scale }
}
