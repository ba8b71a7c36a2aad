// A process that measures on request: one JSON line in, one JSON line out. It waits idle while another has its turn.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export function startWorker(program, parameters, environment) {
  const child = spawn(program, parameters, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...environment } })
  const waiting = []
  let ended = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    // Libraries print to standard output too.
    if (line.startsWith('{')) waiting.shift()?.(JSON.parse(line))
  })
  child.once('close', (code, signal) => {
    ended = true
    for (const answer of waiting.splice(0)) answer({ error: `The process ended with ${signal ?? code}` })
  })
  return {
    ask: (request) =>
      new Promise((answer) => {
        if (ended) return answer({ error: 'The process has ended' })
        waiting.push(answer)
        child.stdin.write(`${JSON.stringify(request)}\n`)
      }),
    stop: () => child.stdin.end(),
  }
}
