// `export`: an experiment or a run's checkpoint as code, weights and pictures.
import { join, resolve, sep } from 'node:path'
import { checkedFrameworks, checkedFrameworkSchema, exportFormats, exportFormatSchema, type CheckedFramework, type ExportFormat, type ExportSource } from '@shared/contract/exports'
import { StudioError } from '@shared/studio-error'
import type { StudioClient } from '../../api/create-studio'
import { printExportCheck } from '../print-export-check'
import { textOption, type Command, type CommandContext, type OptionValues } from '../command'
import { withStudio } from '../connect'
import { exitCodes } from '../exit-codes'
import { findRun } from '../find-run'
import { readExperiment } from '../read-experiment'
import { readStep } from '../read-step'
import { writeNewFiles } from '../write-new-files'

function chosenFormats(options: OptionValues): readonly ExportFormat[] {
  const asked = options['format']
  const texts = Array.isArray(asked) ? asked.filter((each) => typeof each === 'string').flatMap((each) => each.split(',')) : []
  if (texts.length === 0) throw new StudioError({ code: 'option-invalid', message: 'export needs --format.', path: '--format', expected: exportFormats.join(', '), fix: 'For example --format pytorch; it may be given again.' })
  return texts.map((text) => {
    const parsed = exportFormatSchema.safeParse(text)
    if (parsed.success) return parsed.data
    throw new StudioError({ code: 'option-invalid', message: `--format cannot be ${text}.`, path: '--format', expected: exportFormats.join(', '), got: text })
  })
}

/** All where none is named. */
function chosenFrameworks(options: OptionValues): readonly CheckedFramework[] {
  for (const name of ['out', 'zip', 'theme']) {
    if (options[name] !== undefined) throw new StudioError({ code: 'option-invalid', message: `--check writes no files: --${name} says nothing there.`, path: `--${name}`, fix: 'Leave one of the two out.' })
  }
  if (options['format'] === undefined) return checkedFrameworks
  return chosenFormats(options).map((format) => {
    const parsed = checkedFrameworkSchema.safeParse(format)
    if (parsed.success) return parsed.data
    throw new StudioError({ code: 'option-invalid', message: `--check cannot run ${format} in Python.`, path: '--format', expected: checkedFrameworks.join(', '), got: format })
  })
}

/** A path, made whole: a studio that is open elsewhere runs it. A name is looked up in PATH. */
function chosenPython(options: OptionValues): string | undefined {
  const text = textOption(options, 'python')
  return text !== undefined && (text.includes('/') || text.includes(sep)) ? resolve(text) : text
}

function chosenTheme(options: OptionValues): 'dark' | 'light' {
  const text = textOption(options, 'theme') ?? 'light'
  if (text === 'dark' || text === 'light') return text
  throw new StudioError({ code: 'option-invalid', message: `--theme cannot be ${text}.`, path: '--theme', expected: 'dark, light', got: text })
}

/** A run where the words name one, else a template, a saved experiment or a file. */
async function chosenSource(client: StudioClient, context: CommandContext): Promise<ExportSource> {
  const name = context.operands[0] ?? ''
  const step = readStep(textOption(context.options, 'step'))
  const runs = await client.runs.list()
  let missing: unknown
  try {
    return { run: findRun(runs, name).id, step: step ?? 'latest' }
  } catch (error) {
    if (step !== null || !(error instanceof StudioError) || error.detail.code !== 'run-not-found') throw error
    missing = error
  }
  try {
    return { experiment: (await readExperiment(client, name)).experiment }
  } catch (error) {
    if (!(error instanceof StudioError) || error.detail.code !== 'experiment-not-found') throw error
    throw new StudioError({ ...error.detail, message: `There is no run, template, saved experiment or file named ${name}.`, fix: '`runs list` and `templates list` show what there is.' }, { cause: missing })
  }
}

export const exportCommand: Command = {
  words: ['export'],
  summary: 'write an experiment or a run as PyTorch or Keras code with weights, or as a picture',
  synopsis: '<run | template id | saved experiment | file.latent.json> --format FORMAT [--out DIR] [--check [--python PATH]] [--json]',
  operands: [1, 1],
  options: { format: { type: 'string', multiple: true, short: 'f' }, out: { type: 'string', short: 'o' }, step: { type: 'string' }, theme: { type: 'string' }, zip: { type: 'boolean' }, check: { type: 'boolean' }, python: { type: 'string' } },
  help: `--format FORMAT   ${exportFormats.join(', ')}; may be given again, or with commas
--out DIR         where to (default: here); it is made where it is not there
--step N          the checkpoint of that step (default: the newest)
--theme THEME     light (default) or dark, of svg and png
--zip             one zip file
--check           write nothing: run the code in Python and compare it with the studio (pytorch and keras, or what --format names)
--python PATH     the Python for --check (default: LATENT_STUDIO_PYTHON, else python3 or python in PATH)

pytorch and keras write a Python file and its weights as safetensors in that framework's layout; safetensors writes them as
the studio has them. Without a run the weights are those a run would begin with. Nothing that exists is overwritten.
--check ends with 1 where an output differs, the code does not run, or nothing could be compared.`,
  run: (context) =>
    withStudio(context, async ({ client }) => {
      if (context.options['check'] === true) {
        const frameworks = chosenFrameworks(context.options)
        const python = chosenPython(context.options)
        const found = await client.exports.check({ source: await chosenSource(client, context), frameworks: [...frameworks], ...(python === undefined ? {} : { python }) })
        return printExportCheck(found, context)
      }
      if (context.options['python'] !== undefined) throw new StudioError({ code: 'option-invalid', message: '--python is for --check.', path: '--python', fix: 'Add --check, or leave it out.' })
      const formats = chosenFormats(context.options)
      const theme = chosenTheme(context.options)
      const source = await chosenSource(client, context)
      const { files } = await client.exports.make({ source, formats: [...formats], theme, zip: context.options['zip'] === true })
      const folder = resolve(textOption(context.options, 'out') ?? '.')
      const places = await Promise.all(files.map(async ({ name, content }) => ({ path: join(folder, name), content: new Uint8Array(await content.arrayBuffer()) })))
      writeNewFiles(places)
      context.terminal.print(context.json ? JSON.stringify({ files: places.map((place) => place.path) }, null, 2) : places.map((place) => `Wrote ${place.path}`).join('\n'))
      return exitCodes.ok
    }),
}
