// Builds the Node side (every process entry of src-main), the preload bridge and the renderer into out/.
import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'
import vue from '@vitejs/plugin-vue'
import tailwindcss from '@tailwindcss/vite'

const root = import.meta.dirname
const alias = { '@shared': resolve(root, 'src-shared') }

export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      outDir: 'out/main',
      sourcemap: true,
      rollupOptions: {
        input: {
          electron: resolve(root, 'src-main/electron/main.ts'),
          'local-host': resolve(root, 'src-main/local-host/main.ts'),
          cli: resolve(root, 'src-main/cli/main.ts'),
          trainer: resolve(root, 'src-main/trainer/main.ts'),
          inference: resolve(root, 'src-main/inference/main.ts'),
          importer: resolve(root, 'src-main/datasets/import/main.ts'),
          'model-reader': resolve(root, 'src-main/interchange/main.ts'),
          preview: resolve(root, 'src-main/api/preview-process.ts'),
          calibration: resolve(root, 'src-main/calibration/main.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      outDir: 'out/preload',
      rollupOptions: {
        input: { preload: resolve(root, 'src-preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src-renderer'),
    resolve: { alias },
    plugins: [vue(), tailwindcss()],
    build: {
      outDir: resolve(root, 'out/renderer'),
      emptyOutDir: true,
      rollupOptions: { input: resolve(root, 'src-renderer/index.html') },
    },
  },
})
