// A lock two set-ups at the same time agree on: a file made with O_EXCL that its holder keeps fresh.
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const freshMs = 60_000

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** True when the holder is gone: its process ended here, or it has not refreshed the file for a minute. */
function isAbandoned(path, text) {
  let age
  try {
    age = Date.now() - statSync(path).mtimeMs
  } catch {
    return false
  }
  if (age > freshMs) return true
  const [pid, host] = text.split(' ')
  if (Number.isInteger(Number(pid)) && host === hostname()) return !isAlive(Number(pid))
  return false
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/**
 * Runs `work` while holding the lock file at `path`, waiting for another holder first.
 * @param {string} path
 * @param {() => Promise<T>} work
 * @param {(holder: string) => void} [onWait] called once when there is someone to wait for
 * @returns {Promise<T>}
 * @template T
 */
export async function withLock(path, work, onWait) {
  mkdirSync(dirname(path), { recursive: true })
  const token = `${process.pid} ${hostname()} ${Math.random().toString(36).slice(2)}`
  let told = false
  for (;;) {
    try {
      writeFileSync(path, token, { flag: 'wx' })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const holder = read(path)
      if (holder !== null && isAbandoned(path, holder)) {
        rmSync(path, { force: true })
        continue
      }
      if (!told && holder !== null) {
        told = true
        onWait?.(holder.split(' ')[0] ?? '')
      }
      await delay(200)
      continue
    }
    // Two waiters may both have removed an abandoned file, the slower one removing the quicker one's new lock:
    // only who still finds its own token a moment later holds it.
    if (told) await delay(50)
    if (read(path) === token) break
  }
  const refresh = setInterval(() => {
    const now = new Date()
    try {
      utimesSync(path, now, now)
    } catch {
      // Removed by hand: nothing to keep fresh.
    }
  }, 10_000)
  refresh.unref()
  try {
    return await work()
  } finally {
    clearInterval(refresh)
    if (read(path) === token) rmSync(path, { force: true })
  }
}
