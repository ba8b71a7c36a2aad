// The queue as every command of it shows it: who waits, in which order, and what will let them begin.
import type { RunQueue } from '@shared/contract/contract'
import type { CommandContext } from './command'
import type { Connection } from './connect'
import { formatTable, formatTime } from './table'

export function printQueue({ limit, waiting }: RunQueue, host: Connection['host'], { json, terminal }: CommandContext): void {
  if (json) {
    terminal.print(JSON.stringify({ limit, waiting }, null, 2))
    return
  }
  terminal.print(`${limit === 1 ? 'One run trains' : `${limit} runs train`} at once; ${waiting.length === 0 ? 'none waits.' : `${waiting.length} wait${waiting.length === 1 ? 's' : ''}.`}`)
  if (waiting.length === 0) return
  const rows = waiting.map((run, index) => [String(index + 1), run.name, run.id, run.experimentName, String(run.step), formatTime(run.createdAt)])
  for (const line of formatTable(['place', 'name', 'id', 'experiment', 'steps', 'asked for'], rows, [0, 4])) terminal.print(line)
  if (host === null) terminal.tell('No studio is open on this folder: they begin when one is (`npm start`).')
}
