// What a look into networks is asked by: always the step of the weights it takes.
import { expect, test } from 'vitest'
import { peekRequestSchema } from '@shared/contract/inference'
import { smallExperiment } from '../../main/trainer/small-experiments'

test('weights are named by their step: under `latest` a newer checkpoint would be answered with what an older one gave', () => {
  const asked = (step: unknown): boolean =>
    peekRequestSchema.safeParse({ experiment: smallExperiment(), checkpoint: { run: 'aaaaaaaa', step }, index: 0, known: [], caller: 'page' }).success
  expect([asked(80), asked('latest'), asked(-1)]).toEqual([true, false, false])
})
