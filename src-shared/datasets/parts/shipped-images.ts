// The grey images that the studio comes with, in resources/images.

/** Pixels of a side. */
export const IMAGE_SIDE = 256

/** What people are told an image is, by the name of its file. */
export const imageTitles = { camera: 'Camera', astronaut: 'Astronaut', chelsea: 'Cat', coffee: 'Coffee', brick: 'Brick wall' } as const
export type ImageName = keyof typeof imageTitles
