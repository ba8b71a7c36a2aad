// Loads the bundled typefaces, Inter and STIX Two Math, from the studio's own files. Fonts are fetched as bytes and
// handed to the browser, so that they work under every host's content policy; until then the system's own are used.
import greek from '@fontsource-variable/inter/files/inter-greek-wght-normal.woff2?url'
import latinExtended from '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2?url'
import mathematics from '@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2?url'
import latin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url'

const subsets = [
  {
    url: latin,
    range:
      'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+0304, U+0308, U+0329, U+2000-206F, U+20AC, U+2122, U+2191, U+2193, U+2212, U+2215, U+FEFF, U+FFFD',
  },
  { url: greek, range: 'U+0370-0377, U+037A-037F, U+0384-038A, U+038C, U+038E-03A1, U+03A3-03FF' },
  {
    url: latinExtended,
    range:
      'U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1D00-1DBF, U+1E00-1E9F, U+1EF2-1EFF, U+2020, U+20A0-20AB, U+20AD-20C0, U+2113, U+2C60-2C7F, U+A720-A7FF',
  },
] as const

async function load(family: string, url: string, descriptors: FontFaceDescriptors): Promise<void> {
  const response = await fetch(url)
  if (!response.ok) return
  const face = new FontFace(family, await response.arrayBuffer(), descriptors)
  document.fonts.add(await face.load())
}

/** Resolves once the typeface is usable, or cannot be had: text is never held back for it. */
export async function loadTypeface(): Promise<void> {
  await Promise.allSettled(subsets.map(({ url, range }) => load('Inter', url, { weight: '100 900', style: 'normal', unicodeRange: range })))
}

let formulaTypeface: Promise<void> | undefined

/** The typeface of formulas, fetched with the first formula: without its table of spacings, sums and fractions collide. Resolves once it is usable, or cannot be had. */
export function loadFormulaTypeface(): Promise<void> {
  formulaTypeface ??= load('STIX Two Math', mathematics, { style: 'normal' }).catch(() => {})
  return formulaTypeface
}
