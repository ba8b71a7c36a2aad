// Finds what a built entry needs at run time: the chunks it reaches, and the npm packages with all they depend on.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { builtinModules } from 'node:module'
import { root } from './project.mjs'

const builtin = new Set([...builtinModules, 'electron'])
const specifiers = /(?:\bfrom|\bimport|[rR]equire\w*)\s*\(?\s*["']([^"'\n]+)["']/g

/** `@scope/name/deep` to `@scope/name`. */
function packageName(specifier) {
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

/**
 * @param {readonly string[]} entries absolute paths of built ES modules
 * @returns {{ files: string[], packages: string[] }} absolute paths of all modules reached, names of packages they import
 */
export function collectImports(entries) {
  const files = new Set()
  const packages = new Set()
  const open = [...entries]
  while (open.length > 0) {
    const file = open.pop()
    if (files.has(file)) continue
    files.add(file)
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(specifiers)) {
      if (specifier.startsWith('.')) {
        const path = join(dirname(file), specifier)
        if (existsSync(path) && /\.[cm]?js$/.test(path)) open.push(path)
      } else if (!specifier.startsWith('node:') && !builtin.has(packageName(specifier)) && existsSync(join(root, 'node_modules', packageName(specifier)))) {
        packages.add(packageName(specifier))
      }
    }
  }
  return { files: [...files], packages: [...packages].sort() }
}

/** The folder Node would find a package in, from a folder upwards; null where it is not installed (optional ones). */
function resolvePackage(name, from) {
  for (let folder = from; folder.startsWith(root); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
  }
  return null
}

/**
 * @param {readonly string[]} names packages of the project
 * @returns {string[]} their folders and those of everything they depend on, relative to the project
 */
export function packageClosure(names) {
  const folders = new Set()
  const open = names.map((name) => resolvePackage(name, root))
  while (open.length > 0) {
    const folder = open.pop()
    if (folder === null || folders.has(folder)) continue
    folders.add(folder)
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) open.push(resolvePackage(name, folder))
  }
  return [...folders].map((folder) => relative(root, folder)).sort()
}
