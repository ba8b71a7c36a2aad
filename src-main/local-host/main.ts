// The local host's process: the studio over plain Node, its page in a browser.
import { createStudio, type Studio } from '../api/create-studio'
import { locate } from '../locations'
import { onInterrupt } from '../on-interrupt'
import { describeStudioError, StudioError } from '@shared/studio-error'
import { openBrowser } from './open-browser'
import { parseLocalHostOptions, usage } from './options'
import { startLocalHost, type LocalHost } from './start-local-host'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

// A terminal that was closed, or a reader that went away, must not end the studio: runs are stopped with a checkpoint first.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)

function fail(error: unknown): never {
  const text = error instanceof StudioError ? describeStudioError(error.detail) : error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${text}\n`)
  process.exit(error instanceof StudioError && error.detail.code === 'option-invalid' ? 2 : 1)
}

/** The first signal ends runs with a checkpoint; a second one does not wait for them. `host` is asked when the signal comes. */
function closeOnSignals(studio: Studio, host: () => LocalHost | undefined): void {
  const close = async (): Promise<void> => {
    const training = studio.services.runs.list().filter((run) => run.status === 'starting' || run.status === 'running' || run.status === 'paused').length
    say(training === 0 ? 'Closing.' : `Closing; ${training === 1 ? 'a run stops' : `${training} runs stop`} with a checkpoint first. Again to end at once.`)
    await host()?.close()
    await studio.close()
    process.exit(0)
  }
  onInterrupt(
    ['SIGINT', 'SIGTERM', 'SIGHUP'],
    () => void close().catch(fail),
    () => process.exit(130),
  )
}

async function run(): Promise<void> {
  const options = parseLocalHostOptions(process.argv.slice(2))
  if (options.help) {
    process.stdout.write(usage)
    return
  }
  const locations = locate()
  const studio = createStudio({ dataDirectory: options.dataDirectory, locations, host: 'local-host' })
  let host: LocalHost | undefined
  // Before the address is told: whoever reads it may send a signal at once.
  closeOnSignals(studio, () => host)
  try {
    host = await startLocalHost({ studio, renderer: locations.renderer, address: options.address, port: options.port, say })
    if (options.open) openBrowser(host.entrance())
  } catch (error) {
    await studio.close()
    throw error
  }
  // After the address is told: the page asks for the engine soon, and waits less if it is being looked at already.
  void studio.services.information.engine()
}

run().catch(fail)
