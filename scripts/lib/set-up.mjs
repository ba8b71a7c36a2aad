// The whole set-up, in order. Every step finds out by itself whether there is anything to do.
import { join } from 'node:path'
import { ensureBuild } from './build-step.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureEngine } from './engine.mjs'
import { withLock } from './lock.mjs'
import { projectCache } from './project.mjs'

/**
 * @param {{ report: object, engine?: 'auto' | 'cpu' | 'gpu' | 'none', verify?: boolean, retry?: boolean, build?: boolean }} options
 * @returns {Promise<string>} the Node to run the studio with
 */
export async function setUp({ report, engine, verify = false, retry = false, build = true }) {
  return withLock(
    join(projectCache, 'setup.lock'),
    async () => {
      const node = await ensureDependencies({ report })
      await ensureEngine({ report, choice: engine, verify, retry })
      if (build) await ensureBuild({ report, node })
      return node
    },
    (holder) => report.say(`• Another set-up (process ${holder}) is at work here; waiting for it`),
  )
}
