// Arrays as text: a safetensors file in base64, for messages that carry text only. Bit for bit, a third longer than the bytes.
import type { NamedArrays } from './named-arrays'
import { encodeSafetensors } from './safetensors'

// In Node and in every browser, but not in the plain language's types.
declare const btoa: (characters: string) => string

/** Arguments a call takes safely. */
const PIECE = 8192

export function arraysToText(arrays: NamedArrays): string {
  const bytes = encodeSafetensors(arrays)
  let characters = ''
  for (let begin = 0; begin < bytes.length; begin += PIECE) characters += String.fromCharCode(...bytes.subarray(begin, begin + PIECE))
  return btoa(characters)
}
