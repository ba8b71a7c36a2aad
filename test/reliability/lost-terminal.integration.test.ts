// A terminal that was closed takes the host's output along; the studio still closes as it should.
import { test, expect } from 'vitest'
import { startLocalHost } from '../support/local-host'
import { temporaryFolder } from '../support/temporary-folder'

test('a host whose output nobody reads any more closes in order', async () => {
  await using folder = await temporaryFolder()
  await using host = await startLocalHost({ dataDirectory: folder.path })
  const { stdout, stderr } = host.process
  if (stdout === null || stderr === null) throw new Error('the host has no output')
  const gone = [stdout, stderr].map((stream) => new Promise((closed) => stream.once('close', closed)))
  stdout.destroy()
  stderr.destroy()
  await Promise.all(gone)
  expect(await host.stop()).toBe(0)
})
