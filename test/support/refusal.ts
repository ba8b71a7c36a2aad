// What an action is refused with, at once or later, in the studio itself or through its contract. What fails otherwise fails the test.
import { expect } from 'vitest'
import { studioDetailOf } from '@shared/contract/contract-error'
import type { StudioErrorDetail } from '@shared/studio-error'

function detailOf(error: unknown): StudioErrorDetail {
  const detail = studioDetailOf(error)
  if (detail === null) throw error
  return detail
}

export function refusalOf(action: () => unknown): StudioErrorDetail {
  try {
    action()
  } catch (error) {
    return detailOf(error)
  }
  return expect.fail('nothing was refused')
}

export async function rejectionOf(promise: Promise<unknown>): Promise<StudioErrorDetail> {
  try {
    await promise
  } catch (error) {
    return detailOf(error)
  }
  return expect.fail('nothing was refused')
}
