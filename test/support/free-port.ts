// A TCP port of 127.0.0.1 for tests that must know the number beforehand. It lies below those that systems give to connections and to
// servers that ask for any: between asking and listening nobody else is given it.
import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

const LOWEST = 20_000
const BELOW = 32_000

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const port = randomInt(LOWEST, BELOW)
    const server = createServer()
    server.once('error', () => resolve(freePort()))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)))
  })
}
