// Pages made of words alone: for visitors without a key, and for addresses where nothing is. They need no script, no
// style, and pass the strictest policy.
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

export function plainPage(title: string, paragraphs: readonly string[]): string {
  const body = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n')
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body>
<h1>${escapeHtml(title)}</h1>
${body}
</body>
</html>
`
}

export const strangerPage = plainPage('Latent Studio: this browser is not known here', [
  'The studio is running, and lets in only who comes with its key.',
  'Open the address it printed where it was started. It begins with “Latent Studio is listening at” and ends in ?token=…',
  'Each address works once; after it was used, the studio prints a fresh one.',
])
