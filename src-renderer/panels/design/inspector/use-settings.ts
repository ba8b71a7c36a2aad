// Changing settings outside the networks: one step a field, refusals told in words.
import type { z } from 'zod'
import { useCanvasActions } from '../../../canvas/use-canvas-actions'

export function useSettings() {
  const { carryOut } = useCanvasActions()

  /** Sets one value by dotted path; typing in one field is one step. */
  function set(path: string, value: unknown, title: string): void {
    carryOut([{ kind: 'set-value', path, value: value as z.core.util.JSONType }], `Change ${title}`, `field ${path}`)
  }

  /** A choice among entries: a step of its own. */
  function choose(changes: Readonly<Record<string, unknown>>, label: string): void {
    carryOut(
      Object.entries(changes).map(([path, value]) => ({ kind: 'set-value', path, value: value as z.core.util.JSONType })),
      label,
    )
  }

  return { set, choose }
}
