// A TCP port of 127.0.0.1 that was free a moment ago, for tests that must know the number beforehand.
import { createServer } from 'node:net'

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('The server has no port'))
      server.close(() => resolve(address.port))
    })
  })
}
