// One stable look a run: colour and dash come from its number and never change, whatever else is on show.

export interface RunStyle {
  /** CSS custom property, e.g. `--run-1`. */
  readonly variable: string
  /** For `:style`, e.g. `var(--run-1)`. */
  readonly colour: string
  /** Dash and gap lengths in pixels; empty for a solid line. */
  readonly dash: readonly number[]
  /** Said to people who see neither colour nor dash. */
  readonly words: string
}

const colours = ['blue', 'orange', 'green', 'vermilion', 'pink', 'yellow'] as const
const dashes: readonly { readonly dash: readonly number[]; readonly words: string }[] = [
  { dash: [], words: 'solid' },
  { dash: [6, 3], words: 'dashed' },
  { dash: [2, 3], words: 'dotted' },
  { dash: [8, 3, 2, 3], words: 'dash-dotted' },
  { dash: [12, 4], words: 'long-dashed' },
  { dash: [2, 2, 2, 5], words: 'double-dotted' },
]

/**
 * Six colours go round with the number; the dash moves on by one more with every round of six, so that thirty-six
 * runs in a row are all told apart.
 * @param number the run's number, from 1
 */
export function runStyle(number: number): RunStyle {
  const zeroBased = Math.max(0, Math.floor(number) - 1)
  const colourIndex = zeroBased % colours.length
  const dashIndex = (zeroBased + Math.floor(zeroBased / colours.length)) % dashes.length
  const dash = dashes[dashIndex] ?? { dash: [], words: 'solid' }
  const variable = `--run-${colourIndex + 1}`
  return { variable, colour: `var(${variable})`, dash: dash.dash, words: `${colours[colourIndex] ?? 'blue'}, ${dash.words}` }
}
