// Three projects: unit (pure, fast), integration (real trainer process, database, files), e2e (Chromium through the local host).
import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'
import vue from '@vitejs/plugin-vue'

// Nothing is measured behind a test's back: it would take a processor from what the test waits for.
const env = { LATENT_STUDIO_CALIBRATION: 'off' }
const alias = { '@shared': resolve(import.meta.dirname, 'src-shared') }

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [vue()],
        resolve: { alias },
        test: {
          name: 'unit',
          env,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.integration.test.ts', 'test/e2e/**'],
          // Limits for what never comes: nothing here takes a second, on a starved machine anything may.
          testTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          env,
          include: ['test/**/*.integration.test.ts'],
          exclude: ['test/e2e/**'],
          globalSetup: ['test/support/build-once.ts'],
          // Limits for what never comes: a slow machine with others on it needs many times what this takes elsewhere.
          testTimeout: 300_000,
          expect: { poll: { timeout: 60_000 } },
          hookTimeout: 300_000,
          pool: 'forks',
          maxWorkers: 2,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'e2e',
          env,
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/build-once.ts'],
          testTimeout: 600_000,
          // A page on two busy cores may take seconds over what takes it milliseconds otherwise.
          expect: { poll: { timeout: 60_000 } },
          hookTimeout: 300_000,
          pool: 'forks',
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
    ],
  },
})
