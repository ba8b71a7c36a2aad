// Aligning and distributing the selection: one step each.
import { useExperimentStore } from '../../stores/experiment-store'
import { alignBoxes, distributeBoxes, type Alignment, type Direction } from './align-boxes'
import { useCanvasStore } from '../canvas-store'
import type { FlowId } from '../flow-id'
import type { Rectangle } from '@shared/graph/lane-geometry'
import { nodeBox } from '../notes/note-geometry'
import type { ActionTools } from '../use-canvas-actions'

export function useArrangeActions({ carryOut, moveEdits }: ActionTools) {
  const document = useExperimentStore()
  const canvas = useCanvasStore()

  function selectedBoxes(): readonly (Rectangle & { readonly id: FlowId })[] {
    return [
      ...canvas.nodes.filter((node) => document.selectedNodes.has(node.id)).map(nodeBox),
      ...canvas.notes.filter((note) => canvas.selectedNotes.has(note.id)),
    ]
  }

  function place(boxes: readonly { readonly id: FlowId }[], corners: readonly { readonly x: number; readonly y: number }[], label: string): void {
    const edits = moveEdits(boxes.flatMap((box, index) => (corners[index] ? [{ id: box.id, ...corners[index] }] : [])))
    if (edits.length > 0) carryOut(edits, label)
  }

  function align(alignment: Alignment): void {
    const boxes = selectedBoxes()
    if (boxes.length > 1) place(boxes, alignBoxes(boxes, alignment), `Align ${alignment}`)
  }

  function distribute(direction: Direction): void {
    const boxes = selectedBoxes()
    if (boxes.length > 2) place(boxes, distributeBoxes(boxes, direction), `Distribute ${direction}`)
  }

  return { align, distribute }
}
