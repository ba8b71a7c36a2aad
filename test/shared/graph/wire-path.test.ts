import { describe, expect, test } from 'vitest'
import { linkPath, wirePath } from '@shared/graph/wire-path'

describe('lines on the canvas', () => {
  test('a level wire is straight and its shape stands above its middle', () => {
    expect(wirePath({ x: 10, y: 50 }, { x: 64, y: 50 })).toEqual({ path: 'M10 50H64', label: { x: 37, y: 50 }, level: true })
  })

  test('wires between heights, and wires that run backwards, begin and end at their ports', () => {
    for (const to of [{ x: 200, y: 120 }, { x: -100, y: 20 }]) {
      const { path, level } = wirePath({ x: 10, y: 50 }, to)
      expect(path.startsWith('M10 50C')).toBe(true)
      expect(path.endsWith(`${to.x} ${to.y}`)).toBe(true)
      expect(level).toBe(false)
    }
  })

  test('a link leaves its lane to the right, runs in the gap between the lanes and enters from the left', () => {
    const upper = { x: 16, y: 14, width: 832, height: 140 }
    const lower = { x: 16, y: 194, width: 832, height: 140 }
    const { path, label } = linkPath({ x: 830, y: 93 }, upper, { x: 34, y: 273 }, lower)
    expect(path).toMatch(/^M830 93L/)
    expect(path).toMatch(/L34 273$/)
    expect(label.y).toBeGreaterThan(upper.y + upper.height)
    expect(label.y).toBeLessThan(lower.y)
  })
})
