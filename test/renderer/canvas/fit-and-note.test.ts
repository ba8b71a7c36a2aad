import { describe, expect, test } from 'vitest'
import { fitView } from '../../../src-renderer/canvas/view/fit-view'
import { shortFormula } from '../../../src-renderer/canvas/recipe/short-formula'

describe('the view', () => {
  test('fitting shows the whole content, centred, and never magnifies', () => {
    const content = { x: -40, y: 10, width: 1600, height: 500 }
    const size = { width: 860, height: 720 }
    const { x, y, zoom } = fitView(content, size)
    expect(zoom).toBeLessThan(1)
    expect(content.x * zoom + x).toBeCloseTo(size.width - ((content.x + content.width) * zoom + x))
    expect(content.y * zoom + y).toBeGreaterThan(0)
    expect((content.y + content.height) * zoom + y).toBeLessThan(size.height)
    expect(fitView({ x: 0, y: 0, width: 100, height: 100 }, size).zoom).toBe(1)
    expect(fitView(content, { width: 0, height: 0 })).toEqual({ x: 0, y: 0, zoom: 1 })
  })

  test('a card shows the first statement of a formula', () => {
    expect(shortFormula('L = a + b, \\quad z = \\mu \\\\ K = c')).toBe('L = a + b')
  })
})
