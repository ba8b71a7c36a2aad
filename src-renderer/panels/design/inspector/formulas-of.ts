/** The formulas of an explanation, each to be drawn by itself so that none is cut: long ones come in lines, statements of a line follow one another. */
export function formulasOf(formula: string): string[] {
  return formula
    .split('\\\\')
    .flatMap((line) => line.split(/,\s*\\quad(?![^{]*\})/))
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
