import { expect, test } from 'vitest'
import { lowerFirst } from '../../../src-renderer/text/lower-first'

test('titles begin small inside a sentence; abbreviations and formulas stay as they are', () => {
  expect(['Squared error', 'KL', 'D(fake)', 'PSNR, new', 'Ähnlichkeit', ''].map(lowerFirst)).toEqual(['squared error', 'KL', 'D(fake)', 'PSNR, new', 'ähnlichkeit', ''])
})
