// Every import rule, broken once in a small project of its own: each must be reported, and what is allowed must not.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder'

const root = resolve(import.meta.dirname, '../..')

/** By rule: the file at fault, what it imports, and whether only a type is taken. */
const violations: Readonly<Record<string, readonly [file: string, imported: string]>> = {
  'no-cycles': ['src-shared/graph/one.ts', './two'],
  unresolvable: ['src-shared/graph/lost.ts', './nowhere'],
  'shared-is-pure': ['src-shared/graph/reaches-main.ts', '../../src-main/store/database'],
  'shared-has-no-node': ['src-shared/graph/reaches-node.ts', 'node:fs'],
  'shared-names-few-packages': ['src-shared/graph/reaches-vue.ts', 'vue'],
  'renderer-imports-shared-only': ['src-renderer/panels/reaches-main.ts', '../../src-main/store/database'],
  'main-imports-shared-only': ['src-main/api/reaches-page.ts', '../../src-renderer/app'],
  'preload-imports-shared-only': ['src-preload/reaches-main.ts', '../src-main/store/database'],
  'product-imports-no-tests': ['src-main/api/reaches-test.ts', '../../test/helper'],
  'tensorflow-in-engines-only': ['src-shared/layers/reaches-tensorflow.ts', '@tensorflow/tfjs-core'],
  'sqlite-in-store-only': ['src-main/api/reaches-database.ts', 'better-sqlite3'],
  'electron-in-its-hosts-only': ['src-main/api/reaches-electron.ts', 'electron'],
  'trainer-has-no-store': ['src-main/trainer/reaches-store.ts', '../store/database'],
  'trainer-has-no-network': ['src-main/trainer/reaches-network.ts', 'node:http'],
  'main-runs-no-tensors': ['src-main/runs/reaches-engine.ts', '../engines/select-engine'],
  'hosts-do-not-import-each-other': ['src-main/cli/reaches-host.ts', '../local-host/server'],
  'services-do-not-know-their-hosts': ['src-main/api/reaches-host.ts', '../local-host/server'],
  'only-the-catalogue-imports-layers': ['src-shared/graph/reaches-layer.ts', '../layers/dense'],
  'only-the-catalogue-imports-recipes': ['src-shared/graph/reaches-recipe.ts', '../recipes/vae'],
  'only-the-catalogue-imports-datasets': ['src-renderer/panels/reaches-dataset.ts', '../../src-shared/datasets/mnist'],
  'only-the-catalogue-imports-optimizers': ['src-shared/recipes/reaches-optimizer.ts', '../optimizers/adam'],
}

const innocent: Readonly<Record<string, string>> = {
  'src-shared/graph/two.ts': `import './one'`,
  'src-shared/layers/dense.ts': `import type { Tensor } from '@tensorflow/tfjs-core'\nimport { z } from 'zod'\nexport const dense = z as unknown as Tensor`,
  'src-shared/layers/catalogue.ts': `import { dense } from './dense'\nexport const layers = [dense]`,
  'src-shared/recipes/vae.ts': `export const vae = 1`,
  'src-shared/datasets/mnist.ts': `export const mnist = 1`,
  'src-shared/optimizers/adam.ts': `export const adam = 1`,
  'src-main/store/database.ts': `import 'better-sqlite3'`,
  'src-main/engines/select-engine.ts': `import '@tensorflow/tfjs-core'`,
  'src-main/trainer/main.ts': `import '../engines/select-engine'\nimport 'node:fs'`,
  'src-main/local-host/server.ts': `import 'node:http'\nimport '../store/database'`,
  'src-main/electron/main.ts': `import { app } from 'electron'\nimport '../store/database'`,
  'src-preload/preload.ts': `import { ipcRenderer } from 'electron'`,
  'src-renderer/app.ts': `import 'vue'\nimport { layers } from '@shared/layers/catalogue'`,
  'test/helper.ts': `export const helper = 1`,
}

interface Summary {
  readonly summary: { readonly violations: readonly { readonly rule: { readonly name: string }; readonly from: string }[] }
}

test('every rule catches the import it forbids, and lets what is allowed be', async () => {
  await using folder = await temporaryFolder()
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder.path, path)), { recursive: true })
    writeFileSync(join(folder.path, path), text)
  }
  for (const name of ['vue', 'zod', '@tensorflow/tfjs-core', 'better-sqlite3', 'electron']) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js', types: 'index.d.ts' }))
    write(`node_modules/${name}/index.js`, '')
    write(`node_modules/${name}/index.d.ts`, 'export type Tensor = number; export const z: unknown; export const app: unknown; export const ipcRenderer: unknown')
  }
  write('package.json', JSON.stringify({ name: 'fixture', dependencies: { vue: '1.0.0', zod: '1.0.0', '@tensorflow/tfjs-core': '1.0.0', 'better-sqlite3': '1.0.0', electron: '1.0.0' } }))
  write('tsconfig.base.json', JSON.stringify({ compilerOptions: { module: 'ESNext', moduleResolution: 'bundler', paths: { '@shared/*': ['./src-shared/*'] } } }))
  for (const [path, text] of Object.entries(innocent)) write(path, text)
  for (const [file, imported] of Object.values(violations)) write(file, `import '${imported}'\n`)

  const { stdout, stderr } = spawnSync(
    process.execPath,
    [resolve(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'), 'src-shared', 'src-main', 'src-preload', 'src-renderer', '--config', resolve(root, '.dependency-cruiser.cjs'), '--output-type', 'json'],
    { cwd: folder.path, encoding: 'utf8', maxBuffer: 1 << 26 },
  )
  expect(stderr).toBe('')
  const found = (JSON.parse(stdout) as Summary).summary.violations
  for (const [rule, [file]] of Object.entries(violations)) {
    expect(found.some((violation) => violation.rule.name === rule && violation.from === file), `${rule} should catch ${file}`).toBe(true)
  }
  const guilty = new Set([...Object.values(violations).map(([file]) => file), 'src-shared/graph/two.ts'])
  expect(found.filter((violation) => !guilty.has(violation.from)).map((violation) => `${violation.rule.name}: ${violation.from}`)).toEqual([])
})
