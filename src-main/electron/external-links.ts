// Which links of the page may open in the person's browser: parsed, https only, to hosts named here.

const ALLOWED_HOSTS: ReadonlySet<string> = new Set([
  'arxiv.org',
  'doi.org',
  'en.wikipedia.org',
  'github.com',
  'huggingface.co',
  'js.tensorflow.org',
  'papers.nips.cc',
  'proceedings.mlr.press',
  'www.tensorflow.org',
  'yann.lecun.com',
])

/** The address to open, normalised; null where it must not be opened. */
export function externalAddress(text: string): string | null {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return null
  }
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.port !== '') return null
  return ALLOWED_HOSTS.has(url.hostname) ? url.href : null
}
