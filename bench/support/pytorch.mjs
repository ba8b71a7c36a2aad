// PyTorch in a virtual environment of its own, outside the project; put there only when asked for.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const VERSION = '2.13.0'
const folder = join(homedir(), '.cache/latent-studio/bench', `torch-${VERSION}`)
const windows = process.platform === 'win32'
const python = join(folder, windows ? 'Scripts/python.exe' : 'bin/python')

/** The interpreter that has PyTorch; null where it was not installed. */
export function pytorchPython() {
  if (!existsSync(python)) return null
  return spawnSync(python, ['-c', `import torch; assert torch.__version__.startswith("${VERSION}")`], { stdio: 'ignore' }).status === 0 ? python : null
}

export function installPytorch() {
  if (pytorchPython() !== null) return
  console.log(`Installing PyTorch ${VERSION} into ${folder}`)
  run(windows ? 'python' : 'python3', ['-m', 'venv', folder])
  run(python, ['-m', 'pip', 'install', `torch==${VERSION}`])
}

function run(program, parameters) {
  const { status, error } = spawnSync(program, parameters, { stdio: 'inherit' })
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')} failed: ${error?.message ?? status}`)
}
