// Shapes of one example, without the batch axis, in TensorFlow's order: [height, width, channels] for images.
export type Shape = readonly number[]

/** Number of values of a shape; 1 for a scalar `[]`. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, extent) => product * extent, 1)
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis])
}

/** `28×28×1`, `3136`, or `scalar`, as wires and nodes print it. */
export function formatShape(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shape.join('×')
}
