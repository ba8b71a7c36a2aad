// Runs every exported network in Python and compares it with the studio: node scripts/parity/exports.mjs PYTHON
// PYTHON has torch, keras and safetensors. Writes test/shared/interchange/exports.json and the table in docs/export.md.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EXPORT_TOLERANCE as TOLERANCE, outputDifference } from '../../src-shared/interchange/output-difference.ts'

const python = process.argv[2]
if (python === undefined) {
  console.error('Which Python? node scripts/parity/exports.mjs PATH/TO/python (with torch, keras and safetensors)')
  process.exit(2)
}

function readArrays(file) {
  const bytes = readFileSync(file)
  const length = Number(bytes.readBigUInt64LE(0))
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length))
  return Object.fromEntries(
    Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(([name, { shape, data_offsets: [from, to] }]) => [name, { shape, data: new Float32Array(new Uint8Array(bytes.subarray(8 + length + from, 8 + length + to)).buffer) }]),
  )
}

function difference(entry) {
  const wanted = readArrays(entry.expected)
  const got = readArrays(entry.outputs)
  let most = 0
  for (const [name, { shape, data }] of Object.entries(wanted)) {
    if (got[name]?.shape.join() !== shape.join()) throw new Error(`${entry.name}, ${entry.framework}: ${name} is ${got[name]?.shape} in place of ${shape}`)
    most = Math.max(most, outputDifference(data, got[name].data))
  }
  return most
}

const folder = mkdtempSync(join(tmpdir(), 'latent-studio-parity-'))
try {
  execFileSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', 'test/shared/interchange/make-parity.test.ts'], { env: { ...process.env, STUDIO_EXPORT_PARITY: folder }, stdio: 'inherit' })
  const environment = { KERAS_BACKEND: 'torch', ...process.env }
  const versions = execFileSync(python, ['-c', 'import keras, torch, platform; print(torch.__version__.split("+")[0], keras.__version__, keras.backend.backend(), platform.python_version())'], { env: environment, encoding: 'utf8' }).trim().split(' ')
  const lines = execFileSync(python, [join(folder, 'run_exports.py'), join(folder, 'manifest.json')], { env: environment, encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'ignore'] })
  const results = lines.split('\n').filter((line) => line.startsWith('{"name"')).map((line) => JSON.parse(line))
  const failed = results.filter((result) => result.error !== null)
  for (const { name, framework, error } of failed) console.error(`${name}, ${framework}: ${error}`)
  const { entries } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
  if (failed.length > 0 || results.length !== entries.length) throw new Error(`${entries.length - results.length + failed.length} exports did not run`)
  const cases = entries.map((entry) => ({ name: entry.name, framework: entry.framework, hash: entry.hash, difference: Number(difference(entry).toPrecision(2)) }))
  for (const each of cases) if (each.difference > TOLERANCE) console.error(`${each.name}, ${each.framework}: ${each.difference}`)
  writeFileSync('test/shared/interchange/exports.json', `{\n "torch": "${versions[0]}",\n "keras": "${versions[1]}",\n "tolerance": ${TOLERANCE},\n "cases": [\n${cases.map((each) => `  ${JSON.stringify(each)}`).join(',\n')}\n ]\n}\n`)
  const names = [...new Set(cases.map((each) => each.name))]
  const of = (name, framework) => cases.find((each) => each.name === name && each.framework === framework).difference.toExponential(1)
  const table = ['| network | PyTorch | Keras |', '| --- | --- | --- |', ...names.map((name) => `| ${name} | ${of(name, 'pytorch')} | ${of(name, 'keras')} |`)]
  const said = `PyTorch ${versions[0]}, Keras ${versions[1]} on ${versions[2]}, Python ${versions[3]}; tolerance ${TOLERANCE}.`
  const docs = readFileSync('docs/export.md', 'utf8')
  writeFileSync('docs/export.md', docs.replace(/<!-- parity -->[\s\S]*<!-- \/parity -->/, `<!-- parity -->\n${said}\n\n${table.join('\n')}\n<!-- /parity -->`))
  if (cases.some((each) => each.difference > TOLERANCE)) process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
