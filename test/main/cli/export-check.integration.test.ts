// `export --check`: the generated code in a real Python beside the studio, where this machine has one with torch; and in words what is missing.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ExportCheckAnswer } from '@shared/contract/exports'
import { temporaryFolder } from '../../support/temporary-folder'
import { runCli } from './run-cli'

/** A Python with torch, safetensors and numpy: the one named, one in PATH, or one that a bench or parity check installed. */
function findTorch(): string | undefined {
  const benches = join(homedir(), '.cache/latent-studio/bench')
  const installed = existsSync(benches) ? readdirSync(benches).map((name) => join(benches, name, 'bin/python')) : []
  return [process.env['LATENT_STUDIO_PYTHON'] ?? '', 'python3', 'python', ...installed].find((python) => {
    if (python === '') return false
    try {
      execFileSync(python, ['-c', 'import importlib.util, sys; sys.exit(any(importlib.util.find_spec(name) is None for name in ("torch", "safetensors", "numpy")))'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
}

/** Answers as a Python would that lacks modules, and cannot run anything. */
function writePython(folder: string, modules: Readonly<Record<string, string>>, then = 'exit 3'): string {
  const path = join(folder, 'python3')
  const all = Object.fromEntries(['torch', 'keras', 'safetensors', 'numpy', 'tensorflow', 'jax'].map((name) => [name, modules[name] ?? null]))
  mkdirSync(folder)
  writeFileSync(path, `#!/bin/sh\nif [ "$1" = -c ]; then echo '${JSON.stringify({ version: '3.13.0', path, modules: all })}'; else ${then}; fi\n`)
  chmodSync(path, 0o755)
  return path
}

const check = (parameters: readonly string[], data: string) => runCli(['export', 'conv-vae-mnist', '--check', '--data-dir', data, ...parameters])

test('the generated code gives in Python what the studio gives, network by network', async ({ skip }) => {
  const python = findTorch()
  if (python === undefined) return skip('no Python with torch, safetensors and numpy here: name one with LATENT_STUDIO_PYTHON')
  await using folder = await temporaryFolder()
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('latent-studio-check-'))
  const before = left()
  const { code, stdout, stderr } = await check(['--python', python, '--format', 'pytorch', '--json'], folder.path)
  expect(stderr).toBe('')
  const answer = JSON.parse(stdout) as ExportCheckAnswer
  expect(answer).toMatchObject({ tolerance: 1e-5, frameworks: [{ kind: 'compared', framework: 'pytorch', networks: [{ name: 'Encoder', same: true }, { name: 'Decoder', same: true }] }] })
  const [pytorch] = answer.frameworks
  if (pytorch?.kind !== 'compared') expect.fail('nothing was compared')
  for (const { difference } of pytorch.networks) expect(difference).toBeLessThan(1e-5)
  expect(code).toBe(0)
  expect(left()).toEqual(before)
})

test.skipIf(process.platform === 'win32')('what a Python lacks, or that it does not run the code, is said in words', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const bare = writePython(join(folder.path, 'bare'), { numpy: '2.3.0' })
  const lacking = await check(['--python', bare], data)
  expect(lacking.code).toBe(1)
  expect(lacking.stdout).toContain('PyTorch was not checked: this Python has no torch, safetensors.')
  expect(lacking.stdout).toContain(`${bare} -m pip install keras safetensors torch`)

  const broken = await check(['--format', 'pytorch', '--python', writePython(join(folder.path, 'broken'), { torch: '2.13.0', safetensors: '1', numpy: '2' }, 'echo "ImportError: libtorch is damaged" >&2; exit 1')], data)
  expect(broken.code).toBe(1)
  expect(broken.stdout).toContain('ImportError: libtorch is damaged')
  expect(broken.stdout).toContain('`import torch`')

  const none = await check(['--python', join(folder.path, 'nowhere/python3')], data)
  expect(none.code).toBe(1)
  expect(none.stderr).toContain('LATENT_STUDIO_PYTHON')
  expect((await check(['--out', folder.path], data)).code).toBe(2)
})
