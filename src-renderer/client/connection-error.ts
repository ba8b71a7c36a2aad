// The studio's process cannot be reached, or the connection broke while it was answering.
import { StudioError } from '@shared/studio-error'

export type ConnectionFault = 'studio-unreachable' | 'connection-lost'

const details = {
  'studio-unreachable': {
    message: 'The studio does not answer.',
    expected: 'a studio listening at this address',
    got: 'no connection',
    fix: 'Look whether it is still running where it was started. After a restart, open the address it printed.',
  },
  'connection-lost': {
    message: 'The connection to the studio broke before it answered.',
    fix: 'The page reconnects by itself; then do it again.',
  },
} as const

export class ConnectionError extends StudioError {
  readonly fault: ConnectionFault

  constructor(fault: ConnectionFault, options?: ErrorOptions) {
    super({ code: fault, ...details[fault] }, options)
    this.name = 'ConnectionError'
    this.fault = fault
  }
}
