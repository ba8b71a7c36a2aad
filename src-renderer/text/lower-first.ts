/** A title as it stands inside a sentence: `Squared error` becomes `squared error`; abbreviations and formulas, `KL` and `D(fake)`, stay. */
export function lowerFirst(title: string): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title
}
