// Loaded into the real trainer before its own code: some time after it was told to begin, it ends itself from within, in the way the
// environment asks for. After its first checkpoint, so that there is something to keep.
import { setTimeout as wait } from 'node:timers/promises'
import { existsSync, readdirSync } from 'node:fs'

const sink = []

function overflow(depth) {
  // With --stack-size beyond the real stack, this leaves it: a segmentation fault.
  return overflow(depth + 1) + 1
}

const ways = {
  abort: () => process.abort(),
  segfault: () => overflow(0),
  memory: () => {
    for (;;) sink.push(Array.from({ length: 1000 }, (_, index) => ({ index })))
  },
  hang: () => {
    for (;;);
  },
  exit: () => process.exit(3),
  throw: () => {
    setImmediate(() => {
      throw new Error('a fault from within')
    })
  },
}

const way = process.env.LATENT_STUDIO_TEST_DIE
process.on('message', async (message) => {
  if (message.kind !== 'begin') return
  while (!existsSync('checkpoints') || !readdirSync('checkpoints').some((name) => name.endsWith('.safetensors'))) await wait(20)
  await wait(100)
  ways[way]()
})
