// Where a packaged application finds what it carries: beside the archive of its code, because trainers are plain Node
// processes and cannot read from it. scripts/package.mjs lays these folders out.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { locate, type Locations } from '../locations'

export interface DesktopPlace {
  readonly isPackaged: boolean
  /** The project's folder, or the archive of the packaged application. */
  readonly appPath: string
  /** The packaged application's folder of extra resources. */
  readonly resourcesPath: string
  readonly platform: NodeJS.Platform
}

export function desktopLocations(place: DesktopPlace): Locations {
  if (!place.isPackaged) return locate({ root: place.appPath })
  const resources = place.resourcesPath
  const engine = join(resources, 'engine', 'engine.json')
  return locate({
    root: place.appPath,
    templates: join(resources, 'templates'),
    blocks: join(resources, 'blocks'),
    mnist: join(resources, 'mnist'),
    textPages: join(resources, 'text-pages'),
    faces: join(resources, 'faces'),
    images: join(resources, 'images'),
    trainer: join(resources, 'trainer', 'out', 'main', 'trainer.js'),
    inference: join(resources, 'trainer', 'out', 'main', 'inference.js'),
    modelReader: join(resources, 'trainer', 'out', 'main', 'model-reader.js'),
    importer: join(resources, 'trainer', 'out', 'main', 'importer.js'),
    calibration: join(resources, 'trainer', 'out', 'main', 'calibration.js'),
    preview: join(resources, 'trainer', 'out', 'main', 'preview.js'),
    node: join(resources, 'node', place.platform === 'win32' ? 'node.exe' : 'node'),
    engine: existsSync(engine) ? engine : null,
    renderer: join(place.appPath, 'out', 'renderer'),
  })
}
