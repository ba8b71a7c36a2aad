// When a value of a sparse code counts as on, in metrics and on screen.

/** Further from 0 than this. */
export const ACTIVE_ABOVE = 0.05
