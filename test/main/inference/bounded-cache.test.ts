// Checkpoints kept open: within bounds, never closed under somebody's hands, and each closed once.
import { expect, test } from 'vitest'
import { BoundedCache } from '../../../src-main/inference/bounded-cache'

function open(limits = { most: 2, mostBytes: 100 }) {
  const opened: string[] = []
  const closed: string[] = []
  const cache = new BoundedCache<{ readonly key: string; readonly bytes: number }>(
    limits,
    ({ bytes }) => bytes,
    ({ key }) => closed.push(key),
  )
  const use = (key: string, bytes = 10, work: () => Promise<void> | void = () => {}) =>
    cache.use(
      key,
      () => {
        opened.push(key)
        return Promise.resolve({ key, bytes })
      },
      work,
    )
  return { cache, opened, closed, use }
}

test('the one used least recently goes first; one that is used again is not opened again', async () => {
  const { opened, closed, use } = open()
  await use('a')
  await use('b')
  await use('a')
  await use('c')
  expect([opened, closed]).toEqual([['a', 'b', 'c'], ['b']])
})

test('bytes are bounded too, but the newest stays however large it is', async () => {
  const { cache, closed, use } = open({ most: 9, mostBytes: 100 })
  await use('a', 60)
  await use('b', 60)
  expect(closed).toEqual(['a'])
  await use('giant', 1000)
  expect([closed, cache.size]).toEqual([['a', 'b'], 1])
})

test('what is in use is closed only when its work is done, dropped or crowded out', async () => {
  const { cache, closed, use } = open({ most: 1, mostBytes: 100 })
  const { promise: done, resolve: finish } = Promise.withResolvers<void>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const long = use('a', 10, () => {
    begin()
    return done
  })
  await begun
  await use('b')
  cache.drop('a')
  expect(closed).toEqual([])
  finish()
  await long
  expect(closed).toEqual(['a'])
})

test('those who ask at once share one opening; a failed one is told to all and tried again by the next', async () => {
  const { opened, use } = open()
  await Promise.all([use('a'), use('a'), use('a')])
  expect(opened).toEqual(['a'])
  const cache = new BoundedCache<number>({ most: 2, mostBytes: 9 }, () => 1, () => {})
  let tries = 0
  const failing = (): Promise<number> => {
    tries += 1
    return tries === 1 ? Promise.reject(new Error('damaged')) : Promise.resolve(7)
  }
  const both = await Promise.allSettled([cache.use('x', failing, (value) => value), cache.use('x', failing, (value) => value)])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect([await cache.use('x', failing, (value) => value), tries]).toEqual([7, 2])
})
