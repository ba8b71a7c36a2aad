// Rows of numbers have no shape of their own: two are a point, a square number a picture, others a line of values.

/** What a row of so many values becomes unless a person says otherwise. */
export function usualRowShape(values: number): readonly number[] {
  if (values === 2) return [2]
  const side = Math.round(Math.sqrt(values))
  return side * side === values && side >= 4 ? [side, side, 1] : [1, values, 1]
}
