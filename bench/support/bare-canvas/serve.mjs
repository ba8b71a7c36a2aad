// Builds the bare canvas into out/bench and serves it on any free port of this machine.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, resolve } from 'node:path'
import { build } from 'vite'

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

export async function serveBareCanvas(root) {
  const outDir = resolve(root, 'out/bench/bare-canvas')
  await build({ configFile: false, root: import.meta.dirname, base: './', logLevel: 'error', define: { __VUE_PROD_DEVTOOLS__: 'false' }, build: { outDir, emptyOutDir: true } })
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, 'http://localhost').pathname)
    const file = path === '/' ? '/index.html' : path
    try {
      const body = await readFile(join(outDir, file))
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise((done) => server.close(done)) }
}
