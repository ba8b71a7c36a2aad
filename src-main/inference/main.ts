// The inference process: encodes, decodes, generates and reconstructs with any checkpoint. Main starts it at the first request,
// speaks frames to it on standard input and hears frames on a pipe of their own (whatever libraries print stays apart), and ends it
// when nobody asks any more. Usage: inference.js <settings as JSON>.
import { createWriteStream } from 'node:fs'
import { z } from 'zod'
import { selectEngine } from '../engines/select-engine'
import { encodeFrame, FrameReader } from './frames'
import { InferenceServer } from './inference-server'
import { inferenceInputSchema, inferenceSettingsSchema, REPLY_DESCRIPTOR, SIGN_OF_LIFE_MS, type InferenceOutput } from './protocol'

const settings = inferenceSettingsSchema.parse(JSON.parse(process.argv[2] ?? 'null'))
const replies = createWriteStream('', { fd: REPLY_DESCRIPTOR })
const reply = (output: InferenceOutput, payload?: Uint8Array): void => void replies.write(encodeFrame(output, payload))

// Kept: a process loads one engine in its life.
let selected: ReturnType<typeof selectEngine> | undefined
const server = new InferenceServer({
  locations: settings.datasets,
  reply,
  engine: async () => {
    selected ??= selectEngine('auto', settings.engine)
    const { engine, problem } = await selected
    if (problem !== null) reply({ kind: 'note', message: `Checkpoints are asked in JavaScript, slowly: ${problem.message}` })
    return engine
  },
})

// Nobody is left to answer.
replies.on('error', () => process.exit(0))
process.stdin.on('end', () => process.exit(0))
process.stdin.on('error', () => process.exit(0))
// The parent decides when this process ends; a terminal's interrupt reaches the whole group.
process.on('SIGINT', () => {})
setInterval(() => reply({ kind: 'alive' }), SIGN_OF_LIFE_MS)

const reader = new FrameReader()
process.stdin.on('data', (piece: Buffer) => {
  for (const { header, payload } of reader.push(piece)) {
    const input = inferenceInputSchema.safeParse(header)
    if (input.success) server.take(input.data, payload)
    else reply({ kind: 'note', message: `A message was not understood: ${z.prettifyError(input.error)}` })
  }
})
