// Align and distribute, as drawing programs do it: where boxes go so that edges or middles share a line, or gaps are even.
import { union, type Rectangle } from '@shared/graph/lane-geometry'

export const alignments = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const
export type Alignment = (typeof alignments)[number]
export type Direction = 'across' | 'down'

/** New corners, in the order given. The bounds of all boxes stay where they are. */
export function alignBoxes(boxes: readonly Rectangle[], alignment: Alignment): readonly { readonly x: number; readonly y: number }[] {
  const all = union(boxes)
  return boxes.map((box) => {
    switch (alignment) {
      case 'left':
        return { x: all.x, y: box.y }
      case 'centre':
        return { x: all.x + (all.width - box.width) / 2, y: box.y }
      case 'right':
        return { x: all.x + all.width - box.width, y: box.y }
      case 'top':
        return { x: box.x, y: all.y }
      case 'middle':
        return { x: box.x, y: all.y + (all.height - box.height) / 2 }
      case 'bottom':
        return { x: box.x, y: all.y + all.height - box.height }
    }
  })
}

/** The outermost boxes stay, those between get equal gaps in the order they stand; gaps are negative where there is no room. */
export function distributeBoxes(boxes: readonly Rectangle[], direction: Direction): readonly { readonly x: number; readonly y: number }[] {
  const start = (box: Rectangle): number => (direction === 'across' ? box.x : box.y)
  const length = (box: Rectangle): number => (direction === 'across' ? box.width : box.height)
  const order = boxes.map((_box, index) => index).toSorted((a, b) => start(boxes[a] ?? ZERO) - start(boxes[b] ?? ZERO) || a - b)
  const first = boxes[order[0] ?? -1]
  const last = boxes[order.at(-1) ?? -1]
  if (first === undefined || last === undefined || boxes.length < 3) return boxes.map(({ x, y }) => ({ x, y }))
  const gap = (start(last) + length(last) - start(first) - boxes.reduce((sum, box) => sum + length(box), 0)) / (boxes.length - 1)
  const places = new Map<number, number>()
  let at = start(first)
  for (const index of order) {
    places.set(index, at)
    at += length(boxes[index] ?? ZERO) + gap
  }
  return boxes.map((box, index) => {
    const place = places.get(index) ?? start(box)
    return direction === 'across' ? { x: place, y: box.y } : { x: box.x, y: place }
  })
}

const ZERO: Rectangle = { x: 0, y: 0, width: 0, height: 0 }
