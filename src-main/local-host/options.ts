// The local host's own options.
import { isIP } from 'node:net'
import { parseArgs } from 'node:util'
import { StudioError } from '@shared/studio-error'
import { defaultDataDirectory } from '../locations'

const DEFAULT_PORT = 7717

export interface LocalHostOptions {
  /** 0 takes any free port. */
  readonly port: number
  /** The address it listens on. */
  readonly address: string
  readonly dataDirectory: string
  readonly open: boolean
  readonly help: boolean
}

export const usage = `Latent Studio, the local host: the studio in a browser.

  --port N           port to listen on (default ${DEFAULT_PORT}; 0 takes any free one)
  --data-dir FOLDER  where runs and experiments are kept (default ${defaultDataDirectory()})
  --host ADDRESS     address to listen on (default 127.0.0.1; anything else opens the studio to the network)
  --no-open          open no browser
  --help             this text
`

function bad(option: string, got: string, expected: string): StudioError {
  return new StudioError({ code: 'option-invalid', message: `${option} cannot be ${got}.`, path: option, expected, got, fix: 'Run with --help to see the options.' })
}

/** @throws StudioError `option-invalid` naming the option. */
export function parseLocalHostOptions(parameters: readonly string[]): LocalHostOptions {
  let values
  try {
    values = parseArgs({
      args: [...parameters],
      options: {
        port: { type: 'string' },
        'data-dir': { type: 'string' },
        host: { type: 'string' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    throw new StudioError({ code: 'option-invalid', message: error instanceof Error ? error.message : String(error), fix: 'Run with --help to see the options.' }, { cause: error })
  }
  const portText = values.port ?? String(DEFAULT_PORT)
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : Number.NaN
  if (!(port <= 65_535)) throw bad('--port', portText, 'a number from 0 to 65535')
  const address = values.host ?? '127.0.0.1'
  if (isIP(address) === 0 && address !== 'localhost') throw bad('--host', address, 'an IP address of this machine, or 0.0.0.0 for all of them')
  const dataDirectory = values['data-dir'] ?? defaultDataDirectory()
  if (dataDirectory === '') throw bad('--data-dir', '(empty)', 'a folder')
  return { port, address: address === 'localhost' ? '127.0.0.1' : address, dataDirectory, open: values['no-open'] !== true, help: values.help === true }
}
