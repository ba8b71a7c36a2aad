// Bundles the bench's TypeScript, with what it measures, into out/bench/.
import { resolve } from 'node:path'
import { build } from 'vite'

/** @returns {Promise<string>} the folder of the bundles, one for each name. */
export async function buildWorkers(root, names) {
  const outDir = resolve(root, 'out/bench')
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve(root, 'src-shared') } },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: true,
      target: 'node22',
      sourcemap: true,
      rollupOptions: {
        input: Object.fromEntries(names.map((name) => [name, resolve(root, `bench/support/${name}.ts`)])),
        output: { format: 'es', entryFileNames: '[name].js' },
      },
    },
  })
  return outDir
}
