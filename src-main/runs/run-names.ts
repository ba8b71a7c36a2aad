// Names a person can say aloud: an adjective, a place, and the run's number, which makes them unique.

const adjectives = [
  'amber', 'ample', 'bold', 'brave', 'bright', 'brisk', 'calm', 'candid', 'clear', 'cool', 'cosy', 'crisp', 'deft', 'dewy', 'eager', 'early',
  'fair', 'fleet', 'fond', 'fresh', 'gentle', 'glad', 'golden', 'grand', 'hardy', 'hazel', 'humble', 'ivory', 'jolly', 'keen', 'kind', 'lively',
  'lucid', 'mellow', 'mild', 'misty', 'modest', 'neat', 'noble', 'placid', 'plain', 'polar', 'proud', 'quick', 'quiet', 'rapid', 'rosy', 'serene',
  'silver', 'sleek', 'smooth', 'snowy', 'steady', 'still', 'sunny', 'swift', 'tender', 'tidal', 'vivid', 'warm', 'wide', 'windy', 'wise', 'young',
] as const

const places = [
  'acre', 'atoll', 'bay', 'beach', 'bluff', 'brook', 'canyon', 'cape', 'cedar', 'cliff', 'cloud', 'coast', 'coral', 'cove', 'creek', 'dale',
  'delta', 'dune', 'estuary', 'fell', 'fen', 'fern', 'field', 'fjord', 'forest', 'garden', 'geyser', 'glacier', 'glade', 'grove', 'harbour', 'heath',
  'hill', 'island', 'isthmus', 'lagoon', 'lake', 'marsh', 'meadow', 'mesa', 'moor', 'oasis', 'orchard', 'pass', 'peak', 'plain', 'pond', 'prairie',
  'reef', 'ridge', 'river', 'shoal', 'shore', 'sound', 'spring', 'steppe', 'strait', 'stream', 'summit', 'tundra', 'valley', 'vista', 'willow', 'wood',
] as const

function pick(words: readonly string[], random: () => number): string {
  return words[Math.floor(random() * words.length)] ?? words[0] ?? ''
}

/** `calm-fjord-12`. */
export function nameRun(number: number, random: () => number = Math.random): string {
  return `${pick(adjectives, random)}-${pick(places, random)}-${number}`
}
