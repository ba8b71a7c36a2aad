// The queue from the command line: through the host that holds the folder, on a free folder, and beside a studio that cannot be reached.
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createStudio } from '../../../src-main/api/create-studio'
import { connect } from '../../../src-main/cli/connect'
import { runCommandLine } from '../../../src-main/cli/run-command-line'
import { locate } from '../../../src-main/locations'
import { startLocalHost } from '../../support/local-host'
import { temporaryFolder } from '../../support/temporary-folder'
import { smallExperiment } from '../trainer/small-experiments'

const queueSchema = z.object({ limit: z.number(), waiting: z.array(z.object({ name: z.string() })) })

function commandLine(data: string) {
  async function run(...words: string[]): Promise<{ readonly code: number; readonly printed: string; readonly told: string }> {
    const printed: string[] = []
    const told: string[] = []
    const terminal = { print: (line: string) => void printed.push(line), tell: (line: string) => void told.push(line) }
    const code = await runCommandLine([...words, '--data-dir', data], terminal as unknown as Parameters<typeof runCommandLine>[1])
    return { code, printed: printed.join('\n'), told: told.join('\n') }
  }
  async function queue(...words: string[]): Promise<{ limit: number; names: string[] }> {
    const { code, printed, told } = await run('queue', ...words, '--json')
    expect({ code, told }).toEqual({ code: 0, told: '' })
    const { limit, waiting } = queueSchema.parse(JSON.parse(printed))
    return { limit, names: waiting.map((each) => each.name) }
  }
  return { run, queue }
}

test('is listed, reordered and shortened, whoever holds the folder; where nobody can be asked, words say who does', async () => {
  await using folder = await temporaryFolder()
  const data = folder.path
  const { run, queue } = commandLine(data)
  const host = await startLocalHost({ dataDirectory: data })
  const { client, close } = await connect(data, locate())
  const names: string[] = []
  for (let count = 0; count < 4; count += 1) names.push((await client.runs.start({ experiment: smallExperiment({ training: { epochs: 100_000 } }), templateId: null })).name)
  const [training = '', a = '', b = '', c = ''] = names

  expect(await queue('list')).toEqual({ limit: 1, names: [a, b, c] })
  expect(await queue('move', c, '1')).toEqual({ limit: 1, names: [c, a, b] })
  expect(await queue('move', c, '99')).toEqual({ limit: 1, names: [a, b, c] })
  expect(await queue('cancel', b)).toEqual({ limit: 1, names: [a, c] })
  const listed = await run('queue', 'list')
  expect(listed.printed).toMatch(new RegExp(`^One run trains at once; 2 wait\\.\\nplace +name[^]*\\n +1 +${a} [^]*\\n +2 +${c} `))
  expect(await run('queue', 'move', training, '1')).toMatchObject({ code: 1, told: expect.stringContaining(`one of ${a}, ${c}`) })
  expect(await run('queue', 'cancel', training)).toMatchObject({ code: 1, told: expect.stringContaining('does not wait for a place') })
  expect(await run('queue', 'move', a, 'first')).toMatchObject({ code: 2, told: expect.stringContaining('whole number') })
  expect(await run('queue', 'limit', '0')).toMatchObject({ code: 2, told: expect.stringContaining('from 1 to 16') })
  await host.kill()
  await close()

  // Nobody trains them here; they wait for a studio.
  const free = await run('queue', 'list')
  expect(free).toMatchObject({ code: 0, printed: expect.stringContaining('2 wait'), told: expect.stringContaining('they begin when one is') })
  expect(await queue('limit', '2')).toEqual({ limit: 2, names: [a, c] })
  expect(await queue('move', c, '1')).toEqual({ limit: 2, names: [c, a] })
  expect(await queue('cancel', c)).toEqual({ limit: 2, names: [a] })
  expect(await queue('cancel', a)).toEqual({ limit: 2, names: [] })

  const desktop = createStudio({ dataDirectory: data, locations: locate(), host: 'desktop' })
  try {
    expect(await run('queue', 'list')).toMatchObject({ code: 6, told: expect.stringMatching(new RegExp(`The desktop application \\(process ${process.pid}\\)[^]*to mend:`)) })
  } finally {
    await desktop.close()
  }
})
