// Keeps the window's size and place between starts. A place that no screen shows any more is forgotten.
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { writeAtomically } from '../files/write-atomically'

const rectangleSchema = z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int().min(640).max(16_384), height: z.number().int().min(480).max(16_384) })
const windowStateSchema = z.object({ bounds: rectangleSchema.nullable(), maximised: z.boolean() })

export type Rectangle = z.infer<typeof rectangleSchema>
export type WindowState = z.infer<typeof windowStateSchema>

const fresh: WindowState = { bounds: null, maximised: false }

/** At least a hand's breadth of the title bar must be reachable. */
function isReachable(bounds: Rectangle, screens: readonly Rectangle[]): boolean {
  return screens.some((screen) => {
    const shown = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x)
    return shown >= 160 && bounds.y >= screen.y - 8 && bounds.y <= screen.y + screen.height - 80
  })
}

/** @param screens work areas of the displays there are now */
export function readWindowState(file: string, screens: readonly Rectangle[]): WindowState {
  try {
    const state = windowStateSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return state.bounds === null || isReachable(state.bounds, screens) ? state : { ...state, bounds: null }
  } catch {
    return fresh
  }
}

/** A window that cannot be remembered is no reason to trouble anybody. */
export function keepWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeAtomically(file, JSON.stringify(state))
  } catch {
    // Not kept.
  }
}
