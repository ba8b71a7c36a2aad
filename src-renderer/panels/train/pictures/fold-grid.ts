// How a grid of reconstructions is folded into bands of columns, so that its tiles are as large as the place allows.

export interface GridShape {
  /** Of a tile, in sample pixels. */
  readonly tileWidth: number
  readonly tileHeight: number
  readonly rows: number
  /** Rows with a line of figures below them. */
  readonly lines: number
  readonly examples: number
}

export interface GridPlace {
  /** Device pixels. */
  readonly width: number
  readonly height: number
  readonly gap: number
  /** Of a line of figures. */
  readonly line: number
}

export interface GridFold {
  /** Device pixels a sample pixel. */
  readonly factor: number
  /** Examples in a band. */
  readonly across: number
  readonly shown: number
}

const FEWEST = 5

/** Bands at the largest whole factor that shows at least five examples, or all there are. At factor 1 one band is shown, fitting or not. */
export function foldGrid({ tileWidth, tileHeight, rows, lines, examples }: GridShape, { width, height, gap, line }: GridPlace): GridFold {
  for (let factor = Math.max(1, Math.floor(height / Math.max(1, rows * tileHeight))); ; factor -= 1) {
    const across = Math.max(1, Math.min(Math.floor((width + gap) / (tileWidth * factor + gap)), examples))
    const bands = Math.floor((height + gap) / (rows * (tileHeight * factor + gap) + lines * line))
    const shown = Math.min(examples, across * bands)
    if (factor <= 1 || shown >= Math.min(FEWEST, examples)) return { factor: Math.max(1, factor), across, shown: Math.max(shown, Math.min(across, examples)) }
  }
}
