// Where the clouds of sets made of clouds lie: their definitions say it, their loader draws around it.

/** Centre of cloud `index` of `clouds` on a circle of radius 2, counted from the right, against the clock. */
export function ringCentre(index: number, clouds: number): readonly [number, number] {
  const angle = (2 * Math.PI * index) / clouds
  return [2 * Math.cos(angle), 2 * Math.sin(angle)]
}

/** Centre of cloud `index` of `side` × `side`, row by row, spread over [−2, 2]². */
export function gridCentre(index: number, side: number): readonly [number, number] {
  const at = (place: number): number => (side === 1 ? 0 : -2 + (4 * place) / (side - 1))
  return [at(index % side), at(Math.floor(index / side))]
}
