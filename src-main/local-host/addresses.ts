// Which names this host answers to. A request that calls it by any other name was sent by a page that made a foreign
// name point here (DNS rebinding), and is refused.
import { hostname, networkInterfaces } from 'node:os'

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

function isEverything(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

/** The address people are told: a loopback or the first of the network's. */
export function shownAddress(address: string): string {
  if (!isEverything(address)) return inUrl(address)
  const found = Object.values(networkInterfaces())
    .flat()
    .find((entry) => entry !== undefined && !entry.internal && entry.family === 'IPv4')
  return found?.address ?? '127.0.0.1'
}

/** Exact values of the Host header this host accepts. */
export function allowedHosts(address: string, port: number): ReadonlySet<string> {
  const names = new Set<string>([inUrl(address)])
  if (isLoopback(address) || isEverything(address)) {
    names.add('127.0.0.1')
    names.add('localhost')
  }
  if (isEverything(address)) {
    names.add(hostname().toLowerCase())
    for (const entry of Object.values(networkInterfaces()).flat()) if (entry !== undefined) names.add(inUrl(entry.address))
  }
  return new Set([...names].flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`])))
}
