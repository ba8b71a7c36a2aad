// The first statement of a recipe's formula: what fits on a card. Lines are parted by `\\`, statements by `, \quad`.

export function shortFormula(tex: string): string {
  const line = tex.split('\\\\')[0] ?? ''
  return (line.split(/,\s*\\quad/)[0] ?? '').trim()
}
