// Offline means offline: the end-to-end tests in a network namespace of their own, where nothing answers, and what they try to reach is counted:
// names asked for, and packets sent anywhere but to the machine itself. Fails at the first of either. Linux, as root.
//   node scripts/nightly/offline.mjs [TEST...]
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDependencies } from '../lib/dependencies.mjs'
import { modules, root } from '../lib/project.mjs'
import { createReport } from '../lib/report.mjs'
import { runCommand } from '../lib/run-command.mjs'

const INSIDE = 'LATENT_STUDIO_INSIDE_NAMESPACE'
/** An interface that leads nowhere, and an address no machine is asked to have (RFC 5737). */
const WAY_OUT = { name: 'out0', end: 'out1', address: '192.0.2.1/24' }

async function must(command, ...words) {
  const { code, stderr } = await runCommand(command, words)
  if (code !== 0) throw new Error(`${command} ${words.join(' ')} failed: ${stderr.trim()}`)
}

function packetsSent() {
  const line = readFileSync('/proc/self/net/dev', 'utf8').split('\n').find((each) => each.trim().startsWith(`${WAY_OUT.name}:`))
  // Eight counters of what came in, then what went out: bytes, packets.
  return Number(line.split(':')[1].trim().split(/\s+/)[9])
}

/** The names that were asked for; each is told that there is no such name. */
async function answerNames() {
  const asked = new Map()
  const socket = createSocket('udp4')
  socket.on('message', (query, { address, port }) => {
    const labels = []
    for (let at = 12; query[at] > 0; at += 1 + query[at]) labels.push(query.toString('latin1', at + 1, at + 1 + query[at]))
    asked.set(labels.join('.'), (asked.get(labels.join('.')) ?? 0) + 1)
    const noSuchName = Buffer.from(query)
    noSuchName.writeUInt16BE(0x8183, 2)
    socket.send(noSuchName, port, address)
  })
  await new Promise((done) => socket.bind(53, '127.0.0.1', done))
  return { asked, close: () => socket.close() }
}

function run(command, words) {
  return new Promise((done) => spawn(command, words, { cwd: root, stdio: 'inherit' }).once('close', (code) => done(code ?? 1)))
}

async function inside(tests) {
  const folder = await mkdtemp(join(tmpdir(), 'latent-studio-offline-'))
  await must('ip', 'link', 'set', 'lo', 'up')
  await must('ip', 'link', 'add', WAY_OUT.name, 'type', 'veth', 'peer', 'name', WAY_OUT.end)
  // The kernel itself would look for neighbours by IPv6.
  for (const name of [WAY_OUT.name, WAY_OUT.end]) await must('sysctl', '-qw', `net.ipv6.conf.${name}.disable_ipv6=1`)
  await must('ip', 'address', 'add', WAY_OUT.address, 'dev', WAY_OUT.name)
  for (const name of [WAY_OUT.name, WAY_OUT.end]) await must('ip', 'link', 'set', name, 'up')
  await must('ip', 'route', 'add', 'default', 'dev', WAY_OUT.name)
  await writeFile(join(folder, 'resolv.conf'), 'nameserver 127.0.0.1\n')
  await must('mount', '--bind', join(folder, 'resolv.conf'), '/etc/resolv.conf')
  const names = await answerNames()
  const before = packetsSent()
  const code = await run(process.execPath, [join(modules, 'vitest', 'vitest.mjs'), 'run', '--project', 'e2e', ...tests])
  const packets = packetsSent() - before
  names.close()
  await must('umount', '/etc/resolv.conf')
  await rm(folder, { recursive: true, force: true })
  for (const [name, times] of names.asked) console.log(`asked for ${name}: ${times} times`)
  console.log(`names asked for: ${names.asked.size}; packets sent outside: ${packets}`)
  return code === 0 && names.asked.size === 0 && packets === 0
}

if (process.platform !== 'linux' || process.getuid() !== 0) throw new Error('A network namespace of its own needs Linux and root')
const tests = process.argv.slice(2)
if (process.env[INSIDE] === undefined) {
  process.env[INSIDE] = '1'
  process.exitCode = await run('unshare', ['--net', '--mount', await ensureDependencies({ report: createReport() }), fileURLToPath(import.meta.url), ...tests])
} else process.exitCode = (await inside(tests)) ? 0 : 1
