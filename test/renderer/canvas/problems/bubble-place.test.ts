import { expect, test } from 'vitest'
import { NODE_WIDTH } from '@shared/graph/lane-geometry'
import { bubblePlace, spanOf } from '../../../../src-renderer/canvas/problems/bubble-place'

const lanes = spanOf([
  { x: 16, y: 0, width: 900, height: 100 },
  { x: 16, y: 140, width: 1200, height: 100 },
])

test('a bubble hangs to the right of its node, and to the left where it would leave the lanes', () => {
  expect(bubblePlace({ x: 300, y: 0 }, 1, lanes)).toMatchObject({ x: 300, leftwards: false })
  const turned = bubblePlace({ x: 1080, y: 0 }, 1, lanes)
  expect(turned).toMatchObject({ leftwards: true })
  expect(turned.x + turned.width).toBe(1080 + NODE_WIDTH)
  // Where there is room on neither side it keeps to the usual one.
  expect(bubblePlace({ x: 60, y: 0 }, 1, spanOf([{ x: 16, y: 0, width: 200, height: 100 }]))).toMatchObject({ x: 60, leftwards: false })
})
