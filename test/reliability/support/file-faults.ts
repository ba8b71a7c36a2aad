// Watches every change this process makes to files of chosen paths, and lets chosen ones fail as a full or broken disk does:
// without root rights, and on any system. SQLite writes by itself and is not seen here.
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

export type OperationKind = 'make folder' | 'open' | 'write' | 'sync' | 'close' | 'rename' | 'copy'

export interface Operation {
  readonly kind: OperationKind
  readonly path: string
  /** What was written, or where it was renamed to. */
  readonly bytes?: Uint8Array
  readonly target?: string
}

/** `short`: the write takes half of the bytes and does not fail. */
export type Fault = 'ENOSPC' | 'EIO' | 'EACCES' | 'short'

export interface FileFaults extends Disposable {
  /** So far, failed ones included. */
  readonly operations: readonly Operation[]
}

const words: Record<Exclude<Fault, 'short'>, string> = { ENOSPC: 'no space left on device', EIO: 'i/o error', EACCES: 'permission denied' }

function faultOf(code: Exclude<Fault, 'short'>, { kind, path }: Operation): Error {
  return Object.assign(new Error(`${code}: ${words[code]}, ${kind} '${path}'`), { code, path })
}

function bytesOf(data: unknown): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data, 'utf8')
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array()
}

/**
 * @param isWatched whether a path counts.
 * @param decide what becomes of the operation of this number, from 0; null lets it be.
 */
export function watchFiles(isWatched: (path: string) => boolean, decide: (operation: Operation, index: number) => Fault | null = () => null): FileFaults {
  const operations: Operation[] = []
  const paths = new Map<number, string>()
  const original = { ...fs }
  const originalPromises = { ...fs.promises }

  /** @returns true where the write is to be short. @throws as the disk would. */
  function meet(operation: Operation): boolean {
    const fault = decide(operation, operations.length)
    operations.push(operation)
    if (fault === null) return false
    if (fault !== 'short') throw faultOf(fault, operation)
    return operation.kind === 'write'
  }

  function isWriting(flags: unknown): boolean {
    return typeof flags === 'string' && flags !== 'r'
  }

  const patched: Record<string, unknown> = {
    mkdirSync: (path: string, ...rest: unknown[]) => {
      if (isWatched(path)) meet({ kind: 'make folder', path })
      return Reflect.apply(original.mkdirSync, fs, [path, ...rest])
    },
    openSync: (path: string, flags: unknown, ...rest: unknown[]) => {
      const watched = isWatched(path)
      if (watched && isWriting(flags)) meet({ kind: 'open', path })
      const descriptor: number = Reflect.apply(original.openSync, fs, [path, flags, ...rest])
      if (watched) paths.set(descriptor, path)
      return descriptor
    },
    writeSync: (descriptor: number, data: Uint8Array, offset?: number, length?: number, ...rest: unknown[]) => {
      const path = paths.get(descriptor)
      if (path === undefined) return Reflect.apply(original.writeSync, fs, [descriptor, data, offset, length, ...rest])
      const bytes = bytesOf(data).subarray(offset ?? 0, length === undefined ? undefined : (offset ?? 0) + length)
      const taken = meet({ kind: 'write', path, bytes }) ? Math.max(1, bytes.length >> 1) : bytes.length
      return original.writeSync(descriptor, bytes, 0, taken)
    },
    fsyncSync: (descriptor: number) => {
      const path = paths.get(descriptor)
      if (path !== undefined) meet({ kind: 'sync', path })
      original.fsyncSync(descriptor)
    },
    closeSync: (descriptor: number) => {
      const path = paths.get(descriptor)
      paths.delete(descriptor)
      original.closeSync(descriptor)
      if (path !== undefined) meet({ kind: 'close', path })
    },
    renameSync: (path: string, target: string) => {
      if (isWatched(target)) meet({ kind: 'rename', path, target })
      original.renameSync(path, target)
    },
    writeFileSync: (path: string, data: unknown, ...rest: unknown[]) => {
      if (typeof path === 'string' && isWatched(path)) meet({ kind: 'write', path, bytes: bytesOf(data) })
      return Reflect.apply(original.writeFileSync, fs, [path, data, ...rest])
    },
    cpSync: (path: string, target: string, ...rest: unknown[]) => {
      if (isWatched(target)) meet({ kind: 'copy', path, target })
      return Reflect.apply(original.cpSync, fs, [path, target, ...rest])
    },
  }

  async function open(path: string, flags?: unknown, ...rest: unknown[]): Promise<fs.promises.FileHandle> {
    if (!isWatched(path)) return Reflect.apply(originalPromises.open, fs.promises, [path, flags, ...rest])
    if (isWriting(flags)) meet({ kind: 'open', path })
    const handle: fs.promises.FileHandle = await Reflect.apply(originalPromises.open, fs.promises, [path, flags, ...rest])
    const inner = { write: handle.write.bind(handle), sync: handle.sync.bind(handle), close: handle.close.bind(handle) }
    return Object.assign(handle, {
      write: async (data: Uint8Array, offset = 0, length = data.length - offset, position: number | null = null) => {
        const bytes = data.subarray(offset, offset + length)
        const taken = meet({ kind: 'write', path, bytes }) ? Math.max(1, bytes.length >> 1) : bytes.length
        return inner.write(bytes, 0, taken, position)
      },
      sync: async () => {
        meet({ kind: 'sync', path })
        await inner.sync()
      },
      close: async () => {
        await inner.close()
        meet({ kind: 'close', path })
      },
    })
  }

  const patchedPromises: Record<string, unknown> = {
    open,
    mkdir: async (path: string, ...rest: unknown[]) => {
      if (isWatched(path)) meet({ kind: 'make folder', path })
      return Reflect.apply(originalPromises.mkdir, fs.promises, [path, ...rest]) as Promise<unknown>
    },
    rename: async (path: string, target: string) => {
      if (isWatched(target)) meet({ kind: 'rename', path, target })
      await originalPromises.rename(path, target)
    },
  }

  Object.assign(fs, patched)
  Object.assign(fs.promises, patchedPromises)
  syncBuiltinESMExports()
  return {
    operations,
    [Symbol.dispose]() {
      for (const name of Object.keys(patched)) Reflect.set(fs, name, Reflect.get(original, name))
      for (const name of Object.keys(patchedPromises)) Reflect.set(fs.promises, name, Reflect.get(originalPromises, name))
      syncBuiltinESMExports()
    },
  }
}
