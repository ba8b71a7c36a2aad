// What the local host hands out besides answers: the built page, pictures of templates, and files of runs by opaque id.
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { createReadStream, existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { FILE_SECURITY_POLICY } from '../api/content-security-policy'
import type { BlobRegistry } from '../runs/blob-registry'
import type { TemplateLibrary } from '../api/template-library'
import { cacheControlOf } from './headers'
import { plainPage } from './plain-page'

const notBuilt = plainPage('Latent Studio: the page has not been built', ['The studio is running, but its page is missing from out/renderer.', 'Run npm start, which builds it, or npm run build.'])

/** Names of files served are checked by @fastify/static: no dots, nothing above the folder. */
export async function servePage(server: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    server.get('/', (_request, reply) => reply.code(503).type('text/html; charset=utf-8').send(notBuilt))
    return
  }
  await server.register(fastifyStatic, {
    root: folder,
    index: ['index.html'],
    dotfiles: 'deny',
    redirect: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header('cache-control', cacheControlOf(path.slice(folder.length).replaceAll('\\', '/')))
    },
  })
}

export function serveBlobs(server: FastifyInstance, blobs: BlobRegistry): void {
  server.get<{ Params: { id: string } }>('/blob/:id', (request, reply) => {
    const blob = blobs.find(request.params.id)
    if (blob === undefined) return reply.code(404).type('text/plain; charset=utf-8').send('There is no such file.')
    // What an id stands for never changes.
    return reply
      .header('cache-control', 'private, max-age=31536000, immutable')
      .header('content-security-policy', FILE_SECURITY_POLICY)
      .header('content-length', statSync(blob.path).size)
      .type(blob.mediaType)
      .send(createReadStream(blob.path))
  })
}

export function serveTemplatePictures(server: FastifyInstance, templates: TemplateLibrary): void {
  server.get<{ Params: { name: string } }>('/templates/:name', (request, reply) => {
    const { name } = request.params
    const file = name.endsWith('.png') ? templates.picture(name.slice(0, -4)) : undefined
    if (file === undefined) return reply.code(404).type('text/plain; charset=utf-8').send('There is no such picture.')
    return reply.header('cache-control', 'private, max-age=3600').type('image/png').send(createReadStream(file))
  })
}
