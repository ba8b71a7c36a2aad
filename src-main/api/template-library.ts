// The templates there are: those the studio ships, read once, checked, in the order a newcomer should meet them; then a
// person's own.
import { readFileSync, readdirSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { templateSchema, type Template } from '@shared/contract/contract'
import { parseExperiment } from '@shared/experiment/parse-experiment'
import type { Logger } from '../logger'
import type { OwnTemplates } from '../store/own-templates'

const FIRST = [
  'vae-mnist',
  'conv-vae-mnist',
  'beta-vae-mnist',
  'deep-vae-mnist',
  'deep-conv-vae-mnist',
  'resnet-autoencoder-mnist',
  'autoencoder-mnist-2d',
  'vae-mnist-2d',
  'autoencoder-two-moons',
  'denoising-mnist',
  'denoising-moons',
  'denoising-text',
  'sparse-mnist',
  'compression-64-16-64',
  'deep-autoencoder-rbm-mnist',
  'deep-autoencoder-rbm-mnist-short',
  'deep-autoencoder-mnist',
  'deep-autoencoder-rbm-faces',
  'pretraining-mnist',
  'gan-mnist',
  'dcgan-mnist',
  'wgan-gp-mnist',
  'gan-ring',
  'wgan-gp-ring',
]
const ID = /^[a-z0-9][a-z0-9-]{0,63}$/

const fileSchema = templateSchema.omit({ picture: true, own: true, experiment: true }).extend({ experiment: z.unknown() })

export interface TemplateLibrary {
  list(): readonly Template[]
  readonly own: OwnTemplates
  find(id: string): Template | undefined
  /** File of a template's picture. */
  picture(id: string): string | undefined
}

function rank(id: string): number {
  const index = FIRST.indexOf(id)
  return index < 0 ? FIRST.length : index
}

export function openTemplateLibrary(folder: string, own: OwnTemplates, logger: Logger): TemplateLibrary {
  let templates: readonly Template[] | undefined

  const pictureFile = (id: string): string => join(folder, `${id}.png`)

  function read(name: string): Template[] {
    try {
      const { experiment, ...rest } = fileSchema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))
      // The same gate as any file a person opens, so that an old template is migrated like everything else.
      return [{ ...rest, own: false, picture: existsSync(pictureFile(rest.id)) ? `/templates/${rest.id}.png` : '', experiment: parseExperiment(JSON.stringify(experiment), name) }]
    } catch (error) {
      logger.error(`The template ${name} is left out`, error)
      return []
    }
  }

  function shipped(): readonly Template[] {
    if (templates !== undefined) return templates
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []
    templates = names.flatMap(read).sort((a, b) => rank(a.id) - rank(b.id) || a.title.localeCompare(b.title))
    return templates
  }

  const list = (): readonly Template[] => [...shipped(), ...own.list()]

  return {
    own,
    list,
    find: (id) => list().find((template) => template.id === id),
    picture(id) {
      if (!ID.test(id)) return undefined
      const file = pictureFile(id)
      return existsSync(file) ? file : undefined
    },
  }
}
