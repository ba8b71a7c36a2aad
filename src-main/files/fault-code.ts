// How the file system calls a fault: `ENOSPC`, `EACCES`; of anything else, what it says.

export function faultCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
