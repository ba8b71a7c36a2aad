// Why a run ended although it neither failed nor was stopped by a person, in words: its studio died or was closed, its trainer was
// told to end from outside. Told beside trainer-death.ts, where the trainer itself went down.
import { uptime } from 'node:os'
import type { StudioErrorDetail } from '@shared/studio-error'
import type { LeftRun } from '../store/queries/write-runs'

/** A clock that was set meanwhile moves the start of the machine by as much. */
const CLOCK_SLACK_MS = 60_000

function howToGoOn(checkpointStep: number | null): string {
  if (checkpointStep === null) return 'Resume it: it had no checkpoint yet and begins again at step 0.'
  return `Resume it: it goes on from its checkpoint of step ${checkpointStep} as if nothing had happened.`
}

/** Of a run found unended when a studio opens. @param now milliseconds since 1970. @param upMs how long this machine has been up. */
export function describeInterruption({ step, checkpointStep, lastSignAt }: LeftRun, now = Date.now(), upMs = uptime() * 1000): StudioErrorDetail {
  const got = `last recorded at step ${step}, ${new Date(lastSignAt).toISOString().slice(0, 19)}Z`
  const fix = howToGoOn(checkpointStep)
  if (lastSignAt < now - upMs - CLOCK_SLACK_MS) {
    return { code: 'machine-went-down', message: 'The machine lost power, was restarted or went down while this run was going, and the studio with it.', got, fix }
  }
  return { code: 'studio-died', message: 'The studio ended without closing while this run was going: it was killed, or it crashed.', got, fix }
}

/** Of a run that stopped because its studio was closed. */
export function describeClosing(): StudioErrorDetail {
  return {
    code: 'studio-closed',
    message: 'The studio was closed while this run was going; it stopped with a checkpoint.',
    fix: 'Resume it: it goes on from there as if nothing had happened.',
  }
}

/** Of a trainer that stopped cleanly although the studio did not ask it to. */
export function describeOutsideStop(): StudioErrorDetail {
  return {
    code: 'trainer-told-to-end',
    message: 'The trainer was told to end from outside (SIGTERM) and stopped with a checkpoint.',
    fix: 'Resume it: it goes on from there as if nothing had happened.',
  }
}
