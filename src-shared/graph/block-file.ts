// A block as a file (`*.latent-block.json`), in the personal library and from hand to hand: the block and those it is made of.
import { z } from 'zod'
import { orderNodes } from '../experiment/serialise-experiment'
import { StudioError } from '../studio-error'
import { blockSchema, MOST_BLOCKS, type BlockDocument } from './block'
import { brokenRule } from './document-rules'
import { describeIssues } from './describe-schema'
import { usedBlocks } from './used-blocks'

const BLOCK_FORMAT = 'latent-studio-block'

export const blockFileSchema = z.strictObject({
  format: z.literal(BLOCK_FORMAT),
  version: z.literal(1),
  block: blockSchema,
  /** Those it is made of, and those they are made of. */
  parts: z.array(blockSchema).max(MOST_BLOCKS),
})

export type BlockFile = z.infer<typeof blockFileSchema>

export function blockFileOf(block: BlockDocument, blocks: readonly BlockDocument[]): BlockFile {
  return { format: BLOCK_FORMAT, version: 1, block, parts: [...usedBlocks([block], blocks)] }
}

/** The same text for the same block. */
export function serialiseBlockFile(file: BlockFile): string {
  const ordered = blockFileSchema.parse(file)
  return `${JSON.stringify({ ...ordered, block: orderNodes(ordered.block), parts: ordered.parts.map(orderNodes) }, null, 2)}\n`
}

/** @throws StudioError `block-*`, its path naming the file and the place in it */
export function parseBlockFile(text: string, fileName: string): BlockFile {
  const fix = 'open a file that the studio exported, its name ending in .latent-block.json'
  let value: unknown
  try {
    value = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StudioError({ code: 'block-not-json', message: `${fileName} is not a block: it is not JSON`, path: fileName, expected: 'JSON text', got: text.trim() === '' ? 'an empty file' : reason, fix }, { cause: error })
  }
  const format: unknown = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined
  if (format !== BLOCK_FORMAT) {
    throw new StudioError({ code: 'block-wrong-format', message: `${fileName} is JSON, but not a block of Latent Studio`, path: `${fileName}: format`, expected: BLOCK_FORMAT, got: JSON.stringify(format) ?? 'none', fix })
  }
  const version: unknown = typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined
  if (typeof version === 'number' && version > 1) {
    throw new StudioError({ code: 'block-newer', message: `${fileName} was made by a newer Latent Studio`, path: `${fileName}: version`, expected: 'version 1', got: `version ${version}`, fix: 'update Latent Studio, then open it again' })
  }
  const parsed = blockFileSchema.safeParse(value)
  if (!parsed.success) {
    const first = describeIssues(blockFileSchema, value, parsed.error.issues)[0]
    const place = first === undefined || first.path.length === 0 ? 'the file' : first.path.join('.')
    throw new StudioError({ code: 'block-does-not-fit', message: `${fileName} is not a sound block: ${place} is wrong`, path: `${fileName}: ${place}`, expected: first?.expected, got: first?.got, fix: first?.fix })
  }
  const broken = brokenRule({ networks: [], blocks: [parsed.data.block, ...parsed.data.parts] })
  if (broken !== undefined) {
    const { code, path, message, expected, got, fix: mend } = broken
    throw new StudioError({ code: `block-${code}`, message: `${fileName}: ${message}`, path: `${fileName}: ${path}`, expected, got, fix: mend })
  }
  return parsed.data
}
