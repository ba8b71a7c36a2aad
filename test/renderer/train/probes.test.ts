// Asking a checkpoint under the pointer: the newest question wins, and pixels, codes and places agree.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pickGrid } from '../../../src-renderer/charts/pick-grid'
import { checkpointFor } from '../../../src-renderer/panels/train/clock/checkpoint-for'
import { examplePixels } from '../../../src-renderer/panels/train/pictures/example-pixels'
import { gridCodes } from '../../../src-renderer/panels/train/latent/grid-codes'
import { createNewestAsker } from '../../../src-renderer/panels/train/probes/newest-asker'
import { cornerAwayFrom, placeBeside } from '../../../src-renderer/panels/train/probes/place-beside'

describe('questions that follow a pointer', () => {
  type Happening = { readonly kind: 'ask' } | { readonly kind: 'settle'; readonly pick: number; readonly how: 'answer' | 'superseded' | 'fail' }
  const happening: fc.Arbitrary<Happening> = fc.oneof(
    fc.constant({ kind: 'ask' as const }),
    fc.record({ kind: fc.constant('settle' as const), pick: fc.nat(9), how: fc.constantFrom('answer' as const, 'superseded' as const, 'fail' as const) }),
  )

  test('never more than two are under way, what is shown never goes back, and the newest is asked and shown in the end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 60 }), async (happenings) => {
        const open: { readonly question: number; resolve(answer: string | null): void; reject(error: Error): void }[] = []
        const told: number[] = []
        let most = 0
        let asked = 0
        const asker = createNewestAsker<number, string>({
          ask(question) {
            const { promise, resolve, reject } = Promise.withResolvers<string | null>()
            open.push({ question, resolve, reject })
            most = Math.max(most, open.length)
            return promise
          },
          show: (question) => told.push(question),
          fail: (question) => told.push(question),
        })
        const settle = async (pick: number, how: 'answer' | 'superseded' | 'fail'): Promise<void> => {
          const [one] = open.splice(pick % Math.max(1, open.length), 1)
          if (one === undefined) return
          if (how === 'fail') one.reject(new Error('no'))
          // Only an older question is ever passed over.
          else one.resolve(how === 'superseded' && one.question < asked ? null : 'answer')
          await new Promise((done) => setImmediate(done))
        }
        for (const what of happenings) {
          if (what.kind === 'settle') await settle(what.pick, what.how)
          else asker.ask((asked += 1))
        }
        while (open.length > 0) await settle(0, 'answer')
        expect(most).toBeLessThanOrEqual(2)
        expect(told).toEqual([...told].sort((a, b) => a - b))
        expect(told.at(-1) ?? 0).toBe(asked)
      }),
      { numRuns: 200, seed: 21 },
    )
  })

  test('what is forgotten is not shown, and the next question is', async () => {
    const told: string[] = []
    const waiting: ((answer: string) => void)[] = []
    const asker = createNewestAsker<string, string>({ ask: () => new Promise((resolve) => waiting.push(resolve)), show: (question) => told.push(question), fail: () => told.push('fault') })
    asker.ask('old')
    asker.forget()
    asker.ask('new')
    waiting.forEach((answer) => answer('x'))
    await new Promise((done) => setImmediate(done))
    expect(told).toEqual(['new'])
  })
})

test('the newest checkpoint up to a snapshot answers for it; before the first one, the first', () => {
  const checkpoints = [{ step: 300 }, { step: 100 }, { step: 200 }]
  expect([50, 100, 250, 900].map((step) => checkpointFor(checkpoints, step)?.step)).toEqual([100, 100, 200, 300])
  expect(checkpointFor([], 5)).toBeNull()
})

test('a pixel of a decoded grid and its code are one another’s, and a tile’s middle is its own code, however many tiles fit', () => {
  const sheet = { tileWidth: 28, tileHeight: 28, columns: 20, rows: 20 }
  const range = [
    [-3, 3],
    [-1, 5],
  ] as const
  fc.assert(
    fc.property(fc.integer({ min: 30, max: 1500 }), fc.constantFrom(1, 2), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (width, ratio, right, down) => {
      const grid = pickGrid(sheet, width, width)
      const codes = gridCodes(sheet, grid, range, ratio)
      const side = (grid.columns * sheet.tileWidth * grid.factor) / ratio
      const [x, y] = codes.toPixel(codes.toCode(right * side, down * side))
      expect(x).toBeCloseTo(right * side, 6)
      expect(y).toBeCloseTo(down * side, 6)
      const tile = side / grid.columns
      const last = grid.tiles.at(-1) ?? 0
      const [z1 = 0, z2 = 0] = codes.toCode(side - tile / 2, side - tile / 2)
      expect(z1).toBeCloseTo(-3 + (6 * (last % 20)) / 19, 6)
      expect(z2).toBeCloseTo(5 - (6 * Math.floor(last / 20)) / 19, 6)
    }),
    { seed: 4 },
  )
})

test('values become pixels between black and white; what is outside, or no number, stays in range', () => {
  expect([...examplePixels([-1, 0, 3, Number.NaN], [1, 4, 1], [-1, 1])]).toEqual([0, 0, 0, 255, 128, 128, 128, 255, 255, 255, 255, 255, 0, 0, 0, 255])
  expect([...examplePixels([1, 0, 0.5], [1, 1, 3], [0, 1])]).toEqual([255, 0, 128, 255])
})

test('a tip stays inside the window, beside its place; a pinned one keeps to the far corner', () => {
  const window = { innerWidth: 1000, innerHeight: 700 }
  expect(placeBeside(100, 100, window)).toEqual({ left: '114px', top: '110px' })
  expect(placeBeside(900, 650, window)).toEqual({ right: '114px', bottom: '60px' })
  expect(cornerAwayFrom([10, 10], { width: 300, height: 200 })).toEqual({ right: '6px', bottom: '6px' })
  expect(cornerAwayFrom([290, 150], { width: 300, height: 200 })).toEqual({ left: '6px', top: '6px' })
})
