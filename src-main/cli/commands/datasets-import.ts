// `datasets import`: files and folders of one's own become a dataset, as the Data stage does it.
import { open, readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { ImportEvent, ImportReport, ImportSettings } from '@shared/contract/own-data'
import { formatBytes } from '@shared/cost/format-bytes'
import { chooseStored } from '@shared/datasets/own/own-data'
import { planPieces } from '@shared/datasets/own/plan-pieces'
import type { Skipped } from '@shared/datasets/own/stored-dataset'
import { StudioError } from '@shared/studio-error'
import type { StudioClient } from '../../api/create-studio'
import { textOption, type Command, type CommandContext, type OptionValues } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'

interface LocalFile {
  readonly path: string
  readonly name: string
  readonly size: number
}

/** Links are not followed: what lies outside is not what was asked for. */
async function listFiles(path: string, name: string): Promise<LocalFile[]> {
  const status = await stat(path).catch((cause: unknown) => {
    throw new StudioError({ code: 'file-not-found', message: `There is no ${path}`, path, expected: 'a file or a folder', got: 'nothing', fix: 'Check the path' }, { cause })
  })
  if (!status.isDirectory()) return [{ path, name, size: status.size }]
  const found: LocalFile[] = []
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory() || entry.isFile()) found.push(...(await listFiles(join(path, entry.name), `${name}/${entry.name}`)))
  }
  return found
}

async function upload(client: StudioClient, id: string, files: readonly LocalFile[], told: (bytes: number) => void): Promise<void> {
  let sent = 0
  for (const piece of planPieces(files.map((file) => file.size))) {
    const bytes = Buffer.alloc(piece.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    const parts = []
    for (const { file: index, offset, length } of piece) {
      const file = files[index]
      if (file === undefined) continue
      const handle = await open(file.path, 'r')
      try {
        const { bytesRead } = await handle.read(bytes, at, length, offset)
        if (bytesRead !== length) throw new StudioError({ code: 'file-changed', message: `${file.name} changed while it was read`, path: file.path, fix: 'Import it again' })
      } finally {
        await handle.close()
      }
      parts.push({ name: file.name.slice(-1000), size: file.size, offset, length })
      at += length
    }
    await client.ownData.upload({ id, parts, bytes: bytes.toString('base64') })
    told((sent += at))
  }
}

function readNumber(options: OptionValues, name: string, least: number, most: number): number | undefined {
  const text = textOption(options, name)
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d{1,7}$/.test(text) && value >= least && value <= most) return value
  throw new StudioError({ code: 'option-invalid', message: `--${name} cannot be ${text}`, path: `--${name}`, expected: `a whole number from ${least} to ${most}`, got: text })
}

function readSize(text: string | undefined, name: string): readonly number[] | undefined {
  if (text === undefined) return undefined
  const parts = text.split(/[x×]/).map(Number)
  if (parts.every((part) => Number.isInteger(part) && part >= 1)) return parts
  throw new StudioError({ code: 'option-invalid', message: `--${name} cannot be ${text}`, path: `--${name}`, expected: 'whole numbers with x between them, such as 28x28', got: text })
}

function oneOf<Choice extends string>(options: OptionValues, name: string, choices: readonly Choice[]): Choice | undefined {
  const text = textOption(options, name)
  const found = choices.find((choice) => choice === text)
  if (text !== undefined && found === undefined) throw new StudioError({ code: 'option-invalid', message: `--${name} cannot be ${text}`, path: `--${name}`, expected: `one of ${choices.join(', ')}`, got: text })
  return found
}

function settingsFrom({ suggested }: ImportReport, options: OptionValues): ImportSettings {
  const name = textOption(options, 'name') ?? suggested.name
  const size = readSize(textOption(options, 'size'), 'size')
  const stride = readNumber(options, 'patches', 1, 2048)
  if (suggested.images !== undefined) {
    const [width = suggested.images.width, height = width] = size ?? [suggested.images.width, suggested.images.height]
    const patches = options['whole'] === true ? null : stride === undefined ? suggested.images.patches : { stride }
    return { name, images: { ...suggested.images, width, height, patches, fit: oneOf(options, 'fit', ['cover', 'contain', 'fill']) ?? suggested.images.fit, colour: oneOf(options, 'colour', ['grey', 'colour']) ?? suggested.images.colour, ground: oneOf(options, 'ground', ['black', 'white']) ?? suggested.images.ground } }
  }
  if (suggested.table === undefined) return { name }
  const label = textOption(options, 'label')
  const shape = readSize(textOption(options, 'shape'), 'shape')
  return {
    name,
    table: {
      label: label === undefined ? suggested.table.label : label === 'none' ? null : label,
      shape: shape === undefined ? suggested.table.shape : [shape[0] ?? 1, shape[1] ?? 1, shape[2] ?? 1],
      scale: oneOf(options, 'scale', ['none', 'unit', 'standardise']) ?? suggested.table.scale,
      missing: oneOf(options, 'missing', ['refuse', 'skip']) ?? suggested.table.missing,
    },
  }
}

async function follow<Kind extends 'scanned' | 'stored'>(events: AsyncIterable<ImportEvent>, kind: Kind, context: CommandContext): Promise<Extract<ImportEvent, { kind: Kind }>> {
  for await (const event of events) {
    if (event.kind === 'progress') context.terminal.redraw(event.total === 0 ? event.what : `${event.what}: ${event.done.toLocaleString('en-US')} of ${event.total.toLocaleString('en-US')}`)
    else if (event.kind === 'failed') throw new StudioError(event.problem)
    else if (event.kind === kind) return event as Extract<ImportEvent, { kind: Kind }>
  }
  throw new StudioError({ code: 'import-cancelled', message: 'The import ended before it was done' })
}

function describeSkipped({ reason, count, examples }: Skipped): string {
  return `left out ${count.toLocaleString('en-US')}: ${reason} (${examples.slice(0, 3).join(', ')}${count > 3 ? ', …' : ''})`
}

export const datasetsImportCommand: Command = {
  words: ['datasets', 'import'],
  summary: 'make a dataset of your own files',
  synopsis: '<file or folder>… [--name TEXT] [--size 28x28] [--colour grey|colour] [--label COLUMN] [--json]',
  operands: [1, 1000],
  options: {
    name: { type: 'string' },
    size: { type: 'string' },
    fit: { type: 'string' },
    colour: { type: 'string' },
    ground: { type: 'string' },
    patches: { type: 'string' },
    whole: { type: 'boolean' },
    label: { type: 'string' },
    shape: { type: 'string' },
    scale: { type: 'string' },
    missing: { type: 'string' },
  },
  help: `Images in folders (subfolders are classes; train, validation and test are parts), a zip of them, CSV, NPY, IDX (gzipped too).
What is not said is suggested by what the files hold.
--size WxH      images: size of an example
--fit           images: cover (fill and cut), contain (whole, with a border), fill (stretch)
--colour        images: grey or colour
--ground        images: black or white behind transparent parts
--patches N     images: cut squares of --size from each, N pixels apart; --whole takes every image as one example
--label NAME    tables: the column of the class, or none
--shape HxWxC   tables and flat arrays: the shape a row takes
--scale         tables: none, unit (0 to 1) or standardise (mean 0, variance 1 a column)
--missing       tables: refuse or skip rows that lack a value
With --json: the stored dataset and the choice to put under "dataset" of an experiment.`,
  run: (context) =>
    withStudio(context, async ({ client }) => {
      const { operands, options, terminal } = context
      const files = (await Promise.all(operands.map((operand) => listFiles(resolve(operand), basename(resolve(operand)))))).flat()
      const total = files.reduce((sum, file) => sum + file.size, 0)
      const { id } = await client.ownData.begin()
      try {
        await upload(client, id, files, (bytes) => terminal.redraw(`Taking in ${formatBytes(bytes)} of ${formatBytes(total)}`))
        const { report } = await follow(await client.ownData.scan({ id }), 'scanned', context)
        const { dataset, known } = await follow(await client.ownData.store({ id, settings: settingsFrom(report, options) }), 'stored', context)
        if (context.json) {
          terminal.print(JSON.stringify({ known, stored: dataset, choice: chooseStored(dataset.facts) }, null, 2))
          return exitCodes.ok
        }
        const { facts } = dataset
        terminal.print(`${dataset.name}: ${facts.count.toLocaleString('en-US')} examples of ${facts.shape.join(' × ')}${facts.classes === null ? '' : `, ${facts.classes.length} classes`}, ${formatBytes(dataset.bytes)}${known ? ' (stored before)' : ''}`)
        if (facts.folders !== null) terminal.print(`train ${facts.folders.train}, validation ${facts.folders.validation}, test ${facts.folders.test}`)
        for (const line of dataset.made) terminal.print(line)
        for (const skipped of dataset.skipped) terminal.print(describeSkipped(skipped))
        terminal.print(`Known as ${facts.id.slice(0, 12)}; choose it under Data, or train with --data ${facts.id.slice(0, 12)}`)
        return exitCodes.ok
      } finally {
        await client.ownData.cancel({ id })
      }
    }),
}
