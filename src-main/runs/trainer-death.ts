// Why a trainer ended without saying so, in words a person can act on.
import type { StudioErrorDetail } from '@shared/studio-error'
import type { ProcessEnd } from '../processes/node-process'
import { describeProcessEnd, type ProcessWords } from '../processes/process-death'

const TRAINER: ProcessWords = {
  id: 'trainer',
  name: 'The trainer',
  unfinished: 'without finishing the run',
  afterMemory: 'Use a smaller batch or a smaller network, or close other programs. The last checkpoint is kept.',
  afterCrash: 'Everything recorded up to then is kept. Train again; if it ends the same way, try a smaller batch and look at the log.',
  afterExit: 'Everything recorded up to then is kept. The log holds the rest of what it said.',
}

export function describeTrainerEnd(end: ProcessEnd): StudioErrorDetail {
  return describeProcessEnd(end, TRAINER)
}

/** A trainer that was told to stop and did not. */
export function describeHungTrainer(seconds: number): StudioErrorDetail {
  return {
    code: 'trainer-not-answering',
    message: `The trainer did not stop within ${seconds} seconds and was ended.`,
    fix: 'Everything recorded up to then is kept, the last checkpoint too.',
  }
}

/** A trainer that hangs: it lives, and nothing comes from it. */
export function describeSilentTrainer(seconds: number): StudioErrorDetail {
  return {
    code: 'trainer-silent',
    message: `The trainer gave no sign of life for ${seconds} seconds and was ended: it hung.`,
    expected: 'a sign of life every few seconds',
    fix: 'Everything recorded up to then is kept. Resume the run from its last checkpoint; if it hangs again, look at the log, and whether the device works.',
  }
}

/** A trainer that said what nobody understands. */
export function describeNonsense(count: number, first: string): StudioErrorDetail {
  return {
    code: 'trainer-speaks-nonsense',
    message: `The trainer sent ${count} messages that are none of the agreed ones and was ended.`,
    got: first,
    fix: 'Studio and trainer may be of different versions: run `npm start` again, which rebuilds both.',
  }
}
