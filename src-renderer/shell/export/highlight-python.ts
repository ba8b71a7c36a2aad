// Python source in pieces for colouring: comments, texts, keywords, numbers and the rest. Enough for generated code.

export interface CodePiece {
  readonly kind: 'comment' | 'text' | 'keyword' | 'number' | 'plain'
  readonly text: string
}

const pattern =
  /(?<comment>#[^\n]*)|(?<text>"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*")|(?<keyword>\b(?:from|import|class|def|return|for|in|if|else|not|with|as|lambda|None|True|False|self|next)\b)|(?<number>\b\d+(?:\.\d+)?(?:e-?\d+)?\b)/g

export function highlightPython(source: string): readonly CodePiece[] {
  const pieces: CodePiece[] = []
  let at = 0
  for (const match of source.matchAll(pattern)) {
    if (match.index > at) pieces.push({ kind: 'plain', text: source.slice(at, match.index) })
    const { comment, text, keyword } = match.groups ?? {}
    pieces.push({ kind: comment !== undefined ? 'comment' : text !== undefined ? 'text' : keyword !== undefined ? 'keyword' : 'number', text: match[0] })
    at = match.index + match[0].length
  }
  if (at < source.length) pieces.push({ kind: 'plain', text: source.slice(at) })
  return pieces
}
