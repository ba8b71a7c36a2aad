// The terms that bind settings inside a block to its parameters: `filters`, `2*filters`, `(filters + 1) / 2`. Numbers, the
// parameters' ids, + - * / and brackets; a choice or a switch stands alone.

export type TermValue = number | string | boolean
export type TermOutcome = { readonly ok: true; readonly value: TermValue } | { readonly ok: false; readonly reason: string }

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z][A-Za-z0-9_]*)|([-+*/()]))/y

type Token = { readonly kind: 'number' | 'name' | 'sign'; readonly text: string }

/** @throws SyntaxError where a character belongs to no term */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = []
  const ending = text.trimEnd()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < ending.length) {
    const at = TOKEN.lastIndex
    const found = TOKEN.exec(ending)
    if (found === null) throw new SyntaxError(`${JSON.stringify(ending.slice(at).trim().charAt(0))} means nothing here`)
    const [, number, name, sign] = found
    tokens.push(number !== undefined ? { kind: 'number', text: number } : name !== undefined ? { kind: 'name', text: name } : { kind: 'sign', text: sign ?? '' })
  }
  return tokens
}

/** sum = product {+|- product}; product = factor {*|/ factor}; factor = -factor | number | name | (sum) */
class TermReader {
  private at = 0

  private readonly tokens: readonly Token[]
  private readonly values: Readonly<Record<string, TermValue>>

  constructor(tokens: readonly Token[], values: Readonly<Record<string, TermValue>>) {
    this.tokens = tokens
    this.values = values
  }

  whole(): TermValue {
    const value = this.sum()
    const left = this.tokens[this.at]
    if (left !== undefined) throw new SyntaxError(`${JSON.stringify(left.text)} comes after the term is over`)
    return value
  }

  private takeSign(...signs: readonly string[]): string | undefined {
    const token = this.tokens[this.at]
    if (token?.kind !== 'sign' || !signs.includes(token.text)) return undefined
    this.at += 1
    return token.text
  }

  private sum(): TermValue {
    let value = this.product()
    for (let sign = this.takeSign('+', '-'); sign !== undefined; sign = this.takeSign('+', '-')) {
      const left = numeric(value)
      const right = numeric(this.product())
      value = sign === '+' ? left + right : left - right
    }
    return value
  }

  private product(): TermValue {
    let value = this.factor()
    for (let sign = this.takeSign('*', '/'); sign !== undefined; sign = this.takeSign('*', '/')) {
      const left = numeric(value)
      const right = numeric(this.factor())
      if (sign === '/' && right === 0) throw new SyntaxError('it divides by zero')
      value = sign === '*' ? left * right : left / right
    }
    return value
  }

  private factor(): TermValue {
    if (this.takeSign('-') !== undefined) return -numeric(this.factor())
    if (this.takeSign('(') !== undefined) {
      const value = this.sum()
      if (this.takeSign(')') === undefined) throw new SyntaxError('a bracket is not closed')
      return value
    }
    const token = this.tokens[this.at]
    this.at += 1
    if (token === undefined) throw new SyntaxError('something is missing at its end')
    if (token.kind === 'number') return Number(token.text)
    if (token.kind === 'sign') throw new SyntaxError(`${JSON.stringify(token.text)} stands where a number or a parameter should`)
    const value = Object.hasOwn(this.values, token.text) ? this.values[token.text] : undefined
    if (value === undefined) throw new SyntaxError(`the block has no parameter called ${token.text}`)
    return value
  }
}

function numeric(value: TermValue): number {
  if (typeof value !== 'number') throw new SyntaxError(`${JSON.stringify(value)} is no number to reckon with`)
  return value
}

/** The term's value where its parameters have these values; else why it has none, in words that follow "cannot be read:". */
export function evaluateTerm(text: string, values: Readonly<Record<string, TermValue>>): TermOutcome {
  try {
    const value = new TermReader(tokensOf(text), values).whole()
    return typeof value === 'number' && !Number.isFinite(value) ? { ok: false, reason: 'its value is no finite number' } : { ok: true, value }
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, reason: error.message }
    throw error
  }
}

/** The parameters' ids that stand in the term, each once. */
export function namesIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/[A-Za-z][A-Za-z0-9_]*/g)].map(([name]) => name))]
}

/** The term with other terms in place of its names; a name that stands alone takes the other term as it is. */
export function substituteNames(text: string, terms: Readonly<Record<string, string>>): string {
  const alone = text.trim()
  const whole = Object.hasOwn(terms, alone) ? terms[alone] : undefined
  if (whole !== undefined) return whole
  return text.replace(/[A-Za-z][A-Za-z0-9_]*/g, (name) => {
    const term = Object.hasOwn(terms, name) ? terms[name] : undefined
    if (term === undefined) return name
    return /^[A-Za-z0-9_.]+$/.test(term) ? term : `(${term})`
  })
}
