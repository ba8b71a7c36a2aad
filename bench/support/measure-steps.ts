// Times steps one by one for about so long. The median tells what a step takes when nothing else happens to the machine.
export interface StepTimes {
  readonly msPerStep: number
  readonly steps: number
}

export function measureSteps(step: () => void, forMs: number): StepTimes {
  const times: number[] = []
  const began = performance.now()
  while (times.length < 3 || performance.now() - began < forMs) {
    const before = performance.now()
    step()
    times.push(performance.now() - before)
  }
  times.sort((a, b) => a - b)
  return { msPerStep: times[Math.floor(times.length / 2)] ?? Number.NaN, steps: times.length }
}
