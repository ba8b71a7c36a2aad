// Numbers as people type them: 1e-3, 1,024, 28*28, (7*7)*64, 2^5. A tiny arithmetic reader, because the page's security
// policy forbids evaluating text, and rightly.

/** The value, or null where the text is not a number or a sum of numbers. */
export function parseNumber(text: string): number | null {
  const source = text.replace(/[\s_]/g, '').replace(/[×·]/g, '*').replace(/[−–]/g, '-').replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
  if (source === '' || source.length > 200) return null
  let place = 0

  const sum = (): number => {
    let value = product()
    while (source[place] === '+' || source[place] === '-') value = source[place++] === '+' ? value + product() : value - product()
    return value
  }
  const product = (): number => {
    let value = signed()
    while (source[place] === '*' || source[place] === '/') value = source[place++] === '*' ? value * signed() : value / signed()
    return value
  }
  const signed = (): number => {
    if (source[place] === '-') {
      place++
      return -signed()
    }
    if (source[place] === '+') {
      place++
      return signed()
    }
    return power()
  }
  const power = (): number => {
    const base = atom()
    if (source[place] !== '^') return base
    place++
    return base ** signed()
  }
  const atom = (): number => {
    if (source[place] === '(') {
      place++
      const value = sum()
      if (source[place++] !== ')') return NaN
      return value
    }
    const digits = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i.exec(source.slice(place))
    if (!digits) return NaN
    place += digits[0].length
    return Number(digits[0])
  }

  const value = sum()
  return place === source.length && Number.isFinite(value) ? value : null
}

/** As a field shows it: enough digits to come back the same, no needless ones. */
export function writeNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential().replace('e+', 'e')
  return String(value)
}
