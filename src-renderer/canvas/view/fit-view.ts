// The view that shows a rectangle whole: never above 100 %, centred across, near the top when there is room.
import type { Rectangle } from '@shared/graph/lane-geometry'

export interface ViewTransform {
  readonly x: number
  readonly y: number
  readonly zoom: number
}

const MARGIN = 14
export const LEAST_ZOOM = 0.08

/** When a document is opened, its text must be readable: a large one is then shown from its beginning, not whole. */
export const READABLE_ZOOM = 0.5

export function fitView(content: Rectangle, size: { readonly width: number; readonly height: number }, leastZoom = LEAST_ZOOM): ViewTransform {
  if (size.width === 0 || size.height === 0) return { x: 0, y: 0, zoom: 1 }
  const zoom = Math.max(leastZoom, Math.min(1, (size.width - 2 * MARGIN) / content.width, (size.height - 2 * MARGIN) / content.height))
  const free = Math.max(MARGIN, (size.height - content.height * zoom) * 0.2)
  const left = Math.max(MARGIN, (size.width - content.width * zoom) / 2)
  return { x: left - content.x * zoom, y: free - content.y * zoom, zoom }
}
