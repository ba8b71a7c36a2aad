// What Vue Flow carries for a layer: places whose content changes, not the content. Our own component reads them, so that an edit draws
// that again and not Vue Flow's wrapper around it as well. Its size and where its ports lie are known, so that nothing need be measured.
import { markRaw, shallowRef, type ShallowRef } from 'vue'
import { Position, type GraphNode, type Node } from '@vue-flow/core'
import { NODE_HEIGHT, NODE_WIDTH } from '@shared/graph/lane-geometry'
import type { Problem } from '@shared/problem'
import type { NodeFace, NodeFigures, NodeView } from './node-view'

export interface ShownNode {
  readonly view: ShallowRef<NodeFace>
  /** Apart, because they are written into the page and draw nothing again (use-written-text.ts). */
  readonly figures: ShallowRef<NodeFigures>
  /** What hangs from it, errors and warnings. */
  readonly problems: ShallowRef<readonly Problem[]>
  /** False where a block with its name stands for it. */
  readonly full: ShallowRef<boolean>
  /** True where it is a block of colour, too far away to be read. */
  readonly overview: ShallowRef<boolean>
}

/** Of canvas.css: across, and how far a port stands out of its node. */
const PORT = { size: 9, out: 4 } as const

/** Our own element has the name and the focus; Vue Flow's around it is nothing by itself. */
const PLAIN = { role: 'presentation', 'aria-roledescription': undefined } as const

export function flowNode(shown: ShownNode): Node & Pick<GraphNode, 'dimensions' | 'handleBounds'> {
  const { id, x, y, inputs, outputs } = shown.view.value
  return {
    id,
    type: 'layer',
    position: { x, y },
    dimensions: markRaw({ width: NODE_WIDTH, height: NODE_HEIGHT }),
    handleBounds: {
      source: outputs.map((port) => ({ id: port.id, nodeId: id, type: 'source', position: Position.Right, x: NODE_WIDTH + PORT.out - PORT.size, y: (NODE_HEIGHT - PORT.size) / 2, width: PORT.size, height: PORT.size })),
      target: inputs.map((port, index) => ({ id: port.id, nodeId: id, type: 'target', position: Position.Left, x: -PORT.out, y: (NODE_HEIGHT * (index + 1)) / (inputs.length + 1) - PORT.size / 2, width: PORT.size, height: PORT.size })),
    },
    data: shown,
    focusable: false,
    domAttributes: PLAIN,
  }
}

export function shownNode(view: NodeView, { problems, overview }: { readonly problems: readonly Problem[]; readonly overview: boolean }): ShownNode {
  return markRaw({ view: shallowRef<NodeFace>(view), figures: shallowRef<NodeFigures>(view), problems: shallowRef(problems), full: shallowRef(false), overview: shallowRef(overview) })
}
