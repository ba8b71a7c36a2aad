// Templates a person made: a file each in the data folder, its picture inside, so that one file can be handed on.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Template } from '@shared/contract/contract'
import { TEMPLATE_FILE_VERSION, TEMPLATE_FORMAT, templateFileSchema, type NewTemplate, type TemplateWords } from '@shared/contract/own-templates'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import { describeIssues } from '@shared/graph/describe-schema'
import { StudioError } from '@shared/studio-error'
import { saveFile } from '../files/save-file'
import type { Logger } from '../logger'
import { slugOf } from './experiment-library'

const TEMPLATE_ENDING = '.latent-template.json'
const ID = /^own-[a-z0-9][a-z0-9-]{0,79}$/
/** Pixels a side: a card shows 480. A header that says more is refused before anything decodes it. */
const MOST_PIXELS = 2048
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

export interface OwnTemplates {
  /** By title. Files that cannot be read are left out and logged. */
  list(): Template[]
  save(template: NewTemplate): Template
  /** Title, summary and family; its id stays. */
  describe(id: string, words: TemplateWords): Template
  /** The file as it is, to be handed on. */
  read(id: string): { readonly text: string; readonly fileName: string }
  /** @throws StudioError naming the file and what is wrong with it. */
  import(text: string, fileName: string): Template
  delete(id: string): void
}

export function openOwnTemplates(folder: string, logger: Logger): OwnTemplates {
  function notFound(id: string): StudioError {
    return new StudioError({ code: 'template-not-found', message: `There is no template of your own named ${id}.`, path: id, fix: 'It may have been deleted; Home shows the templates there are. Those that ship with the studio cannot be changed.' })
  }

  function fileOf(id: string): string {
    if (!ID.test(id)) throw notFound(id)
    return join(folder, `${id}${TEMPLATE_ENDING}`)
  }

  function text(id: string): string {
    const file = fileOf(id)
    if (!existsSync(file)) throw notFound(id)
    return readFileSync(file, 'utf8')
  }

  function write(id: string, { title, summary, family, picture, experiment }: NewTemplate): Template {
    const text = `${JSON.stringify({ format: TEMPLATE_FORMAT, version: TEMPLATE_FILE_VERSION, title, summary, family, experiment, picture }, null, 2)}\n`
    saveFile(fileOf(id), text, { code: 'template-not-saved', message: 'The template could not be saved; nothing was changed.', after: ', then do it again.' })
    return toTemplate(id, { title, summary, family, picture, experiment })
  }

  function freeId(title: string): string {
    const taken = new Set(readdirSync(folder))
    for (let count = 1; ; count += 1) {
      const id = `own-${slugOf(title)}${count === 1 ? '' : `-${count}`}`
      if (!taken.has(`${id}${TEMPLATE_ENDING}`)) return id
    }
  }

  return {
    list() {
      const ids = readdirSync(folder).flatMap((name) => (name.endsWith(TEMPLATE_ENDING) && ID.test(name.slice(0, -TEMPLATE_ENDING.length)) ? [name.slice(0, -TEMPLATE_ENDING.length)] : []))
      return ids
        .flatMap((id) => {
          try {
            return [toTemplate(id, parseTemplate(text(id), `${id}${TEMPLATE_ENDING}`))]
          } catch (error) {
            logger.error(`The template ${id} is left out`, error)
            return []
          }
        })
        .sort((a, b) => a.title.localeCompare(b.title))
    },
    save(template) {
      checkPicture(template.picture, template.title)
      return write(freeId(template.title), template)
    },
    describe(id, words) {
      return write(id, { ...parseTemplate(text(id), basename(fileOf(id))), ...words })
    },
    read: (id) => ({ text: text(id), fileName: `${id.slice('own-'.length)}${TEMPLATE_ENDING}` }),
    import(content, fileName) {
      const template = parseTemplate(content, fileName)
      return write(freeId(template.title), template)
    },
    delete(id) {
      const file = fileOf(id)
      if (!existsSync(file)) throw notFound(id)
      rmSync(file)
    },
  }
}

function toTemplate(id: string, { title, summary, family, picture, experiment }: NewTemplate): Template {
  return { id, title, summary, family, own: true, picture: picture === null ? '' : `data:image/png;base64,${picture}`, experiment }
}

function parseTemplate(text: string, fileName: string): NewTemplate {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new StudioError({ code: 'template-not-json', message: `${fileName} is not a template: it is not JSON`, path: fileName, expected: 'JSON text', got: error instanceof Error ? error.message : String(error), fix: 'Choose a file that the studio exported, its name ending in .latent-template.json.' }, { cause: error })
  }
  const parsed = templateFileSchema.safeParse(value)
  if (!parsed.success) {
    const first = describeIssues(templateFileSchema, value, parsed.error.issues)[0]
    const place = first?.path.join('.') ?? ''
    throw new StudioError({ code: 'template-does-not-fit', message: `${fileName} is not a sound template: ${place === '' ? 'the document' : place} is wrong`, path: `${fileName}: ${place}`, expected: first?.expected, got: first?.got, fix: first?.fix ?? 'Choose a file that the studio exported, its name ending in .latent-template.json.' })
  }
  const { title, summary, family, picture, experiment } = parsed.data
  checkPicture(picture, fileName)
  return { title, summary, family, picture, experiment: parseExperiment(JSON.stringify(experiment ?? null), fileName) }
}

/** The page decodes pictures: what claims to be enormous never reaches it. */
function checkPicture(picture: string | null, name: string): void {
  if (picture === null) return
  const bytes = Buffer.from(picture, 'base64')
  const isPng = bytes.length > 24 && bytes.subarray(0, 8).equals(PNG)
  const [width, height] = isPng ? [bytes.readUInt32BE(16), bytes.readUInt32BE(20)] : [0, 0]
  if (isPng && width >= 1 && height >= 1 && width <= MOST_PIXELS && height <= MOST_PIXELS) return
  throw new StudioError({ code: 'template-picture-refused', message: `The picture of ${name} was refused.`, path: `${name}: picture`, expected: `a PNG of at most ${MOST_PIXELS} x ${MOST_PIXELS} pixels`, got: isPng ? `${width} x ${height} pixels` : 'another kind of file', fix: 'Leave the picture out, or take a smaller one.' })
}
