// Every migration, in order.
import { migration0001 } from './0001-runs'
import { migration0002 } from './0002-going-on'
import { migration0003 } from './0003-stages'
import type { Migration } from './migration'

export const migrations: readonly Migration[] = [migration0001, migration0002, migration0003]
