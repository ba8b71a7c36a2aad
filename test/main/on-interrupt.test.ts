import { expect, test } from 'vitest'
import { onInterrupt } from '../../src-main/on-interrupt'

test('an echo of the first signal is not a second one, a later signal is', () => {
  let time = 0
  const heard: string[] = []
  // A signal nothing else listens to here.
  const letGo = onInterrupt(['SIGUSR2', 'SIGWINCH'], () => heard.push('first'), () => heard.push('again'), () => time)
  process.emit('SIGUSR2', 'SIGUSR2')
  time = 300
  process.emit('SIGUSR2', 'SIGUSR2')
  process.emit('SIGWINCH', 'SIGWINCH')
  time = 2000
  process.emit('SIGUSR2', 'SIGUSR2')
  letGo()
  process.emit('SIGUSR2', 'SIGUSR2')
  expect(heard).toEqual(['first', 'again'])
})
