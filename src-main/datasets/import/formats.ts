// The formats that can be imported, one line each, in the order they are asked.
import { idxFormat, npyFormat } from './array-format'
import { csvFormat } from './csv-format'
import { imagesFormat } from './images-format'
import type { ImportFormat } from './import-format'

export const importFormats: readonly ImportFormat[] = [imagesFormat, csvFormat, npyFormat, idxFormat]
