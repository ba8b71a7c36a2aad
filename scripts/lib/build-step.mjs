// Step three of the set-up: the studio built into out/, only when a source changed since the last build.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashFiles } from './hash-files.mjs'
import { withLock } from './lock.mjs'
import { modules, projectCache, root } from './project.mjs'
import { SetupError } from './report.mjs'
import { runCommand } from './run-command.mjs'

const stampFile = join(root, 'out', '.stamp')
const sources = ['src-shared', 'src-main', 'src-preload', 'src-renderer', 'electron.vite.config.ts', 'tsconfig.base.json', 'package.json', 'package-lock.json']
const outputs = ['main/electron.js', 'main/local-host.js', 'main/cli.js', 'main/trainer.js', 'preload/preload.cjs', 'renderer/index.html']

function sourceHash() {
  return hashFiles(root, sources.map((name) => join(root, name)))
}

export function isBuilt(hash = sourceHash()) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === hash && outputs.every((name) => existsSync(join(root, 'out', name)))
}

/** @param {{ report: object, node: string, force?: boolean }} options */
export async function ensureBuild({ report, node, force = false }) {
  if (!force && isBuilt()) {
    report.note('• Build: up to date')
    return
  }
  await withLock(
    join(projectCache, 'build.lock'),
    async () => {
      const hash = sourceHash()
      if (!force && isBuilt(hash)) return
      await report.step('Building the studio', async () => {
        rmSync(stampFile, { force: true })
        const result = await runCommand(node, [join(modules, 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'], {
          env: { ...process.env, NODE_ENV: 'production' },
        })
        if (result.code !== 0) {
          throw new SetupError('The build failed', { output: `${result.stdout}\n${result.stderr}`, fix: 'mend the source named above, then run the same command again' })
        }
        const missing = outputs.filter((name) => !existsSync(join(root, 'out', name)))
        if (missing.length > 0) throw new SetupError(`The build ended without ${missing.join(', ')}`)
        mkdirSync(join(root, 'out'), { recursive: true })
        writeFileSync(stampFile, `${hash}\n`)
      })
    },
    (holder) => report.say(`  Another set-up (process ${holder}) is building; waiting for it`),
  )
}
