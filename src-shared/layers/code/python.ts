// Python source as calls within calls, printed as the formatter black prints it: on one line of at most 88 characters where that
// fits, else the arguments on a line of their own, else one a line with a trailing comma.

export interface Call {
  readonly callee: string
  readonly args: readonly Code[]
  /** Behind the closing bracket: the call of what was made, `(x)`. */
  readonly tail?: string
}

export type Code = string | Call

const LINE = 88

/** Arguments that are undefined are left out. */
export function call(callee: string, ...args: readonly (Code | undefined)[]): Call {
  return { callee, args: args.filter((each) => each !== undefined) }
}

export function withArguments(code: Call, ...more: readonly Code[]): Call {
  return { ...code, args: [...code.args, ...more] }
}

/** `4` for equal extents, `(4, 3)` else. */
export function pairCode(values: readonly number[]): string {
  const [first = 0] = values
  return values.every((each) => each === first) ? numberCode(first) : tupleCode(values)
}

export function tupleCode(values: readonly number[]): string {
  return values.length === 1 ? `(${numberCode(values[0] ?? 0)},)` : `(${values.map(numberCode).join(', ')})`
}

/** Without the last digits that binary fractions leave behind. */
export function numberCode(value: number): string {
  const text = String(Number(value.toPrecision(12)))
  return value !== 0 && Math.abs(value) < 0.001 ? Number(text).toExponential() : text
}

/** `name=value`, left out where it is what Python's default is. */
export function keyword(name: string, value: string | number | boolean, usual?: string | number | boolean): string | undefined {
  if (value === usual) return undefined
  const text = typeof value === 'boolean' ? (value ? 'True' : 'False') : typeof value === 'number' ? numberCode(value) : value
  return `${name}=${text}`
}

export function inlineCode(code: Code): string {
  return typeof code === 'string' ? code : `${code.callee}(${code.args.map(inlineCode).join(', ')})${code.tail ?? ''}`
}

/**
 * Lines of a statement or of one entry of a list, each with its indent.
 * @param before what stands before it on the first line, `x = `
 * @param after what stands behind it on the last, `,`
 */
export function printCode(code: Code, indent: number, before = '', after = ''): readonly string[] {
  const margin = ' '.repeat(indent)
  const line = `${margin}${before}${inlineCode(code)}${after}`
  if (line.length <= LINE || typeof code === 'string' || code.args.length === 0) return [line]
  if (code.tail?.includes(',') === true) {
    // Several values behind it: those brackets are broken where what stands before them fits.
    const head = `${margin}${before}${inlineCode({ ...code, tail: '' })}(`
    if (head.length <= LINE) return [head, `${margin}    ${code.tail.slice(1, -1)}`, `${margin})${after}`]
  }
  const opening = `${margin}${before}${code.callee}(`
  const closing = `${margin})${code.tail ?? ''}${after}`
  const inner = code.args.map(inlineCode).join(', ')
  if (inner.length + indent + 4 <= LINE) return [opening, `${margin}    ${inner}`, closing]
  return [opening, ...code.args.flatMap((each) => printCode(each, indent + 4, '', ',')), closing]
}
