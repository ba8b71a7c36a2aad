/** A code or a point in few digits: `0.12, −3.40`. */
export function spellNumbers(values: ArrayLike<number>): string {
  return Array.from(values, (value) => value.toFixed(2).replace('-', '−')).join(', ')
}
