// Short lists of whole numbers as people type them: 7×7×64, 7x7x64, 7 7 64, [7, 7, 64].
import type { FieldInput } from './fields-of'

/** The numbers, or null where the text is no such list or breaks its limits. */
export function parseList(text: string, { item, fewest, longest }: Extract<FieldInput, { kind: 'list' }>): number[] | null {
  const words = text.replace(/[[\]()]/g, ' ').trim().split(/\s*[×x*,;·\s]\s*/i)
  const numbers = words.map((word) => (/^\d+$/.test(word) ? Number(word) : NaN))
  const fits = (value: number): boolean => Number.isSafeInteger(value) && value >= (item.least ?? -Infinity) && value <= (item.most ?? Infinity)
  return numbers.length >= fewest && numbers.length <= longest && numbers.every(fits) ? numbers : null
}
