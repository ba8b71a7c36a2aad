// How much of a file is believed before it is read: what claims more is left out or refused by name.

/** Of one image file, as it comes. */
export const MOST_IMAGE_BYTES = 64 * 1024 ** 2
/** Width times height of one image, decoded: 8,000 by 8,000. */
export const MOST_PIXELS = 64_000_000
/** Of one table or array, unpacked. */
export const MOST_ARRAY_BYTES = 2 * 1024 ** 3
/** Entries of one zip archive. */
export const MOST_ARCHIVE_ENTRIES = 1_000_000
/** Unpacked size of everything in one archive. */
export const MOST_ARCHIVE_BYTES = 16 * 1024 ** 3
/** How many times larger than its packed bytes an entry of an archive may be: deflate itself ends at 1,032, real data far below. */
export const MOST_RATIO = 500
/** Below this, a high ratio is harmless. */
export const RATIO_FREE_BYTES = 16 * 1024 ** 2
