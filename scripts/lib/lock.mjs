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

/** True when nobody has touched the file for a minute. */
function isStale(path) {
  try {
    return Date.now() - statSync(path).mtimeMs > freshMs
  } catch {
    return false
  }
}

/** True when the holder is gone: its process ended here, or it has not refreshed the file for a minute. */
function isAbandoned(path, text) {
  if (isStale(path)) return true
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
 * Takes the lock of a holder that is gone out of the way. One at a time: of two that both saw it abandoned, the slower one
 * would remove the new lock of the quicker one.
 */
function removeAbandoned(path, token) {
  const takeover = `${path}.takeover`
  try {
    writeFileSync(takeover, token, { flag: 'wx' })
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (isStale(takeover)) rmSync(takeover, { force: true })
    return
  }
  try {
    const holder = read(path)
    if (holder !== null && isAbandoned(path, holder)) rmSync(path, { force: true })
  } finally {
    rmSync(takeover, { force: true })
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
        removeAbandoned(path, token)
        await delay(20)
        continue
      }
      if (!told && holder !== null) {
        told = true
        onWait?.(holder.split(' ')[0] ?? '')
      }
      await delay(200)
      continue
    }
    break
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
