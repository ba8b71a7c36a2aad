// The photographs that face patches are cut from: how large they are, and which split has how many.

/** Pixels of a side, of the photographs as of the patches. */
export const FACE_SIDE = 25

/** How many photographs each split has. No photograph is in two, so no patch of one is seen in training and in a test. */
export const facePhotographs = { train: 63, validation: 12, test: 25 } as const

/** Values beyond are cut to it: 4 standard deviations. */
export const FACE_LIMIT = 4
