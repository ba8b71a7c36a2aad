// Headers of every answer: the page may run its own scripts and nothing else, and be shown by nobody else.
import { CONTENT_SECURITY_POLICY } from '../api/content-security-policy'

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), payment=()',
  'x-dns-prefetch-control': 'off',
}

/** Hashed assets never change under their name; everything else is asked for anew. */
export function cacheControlOf(path: string): string {
  return /^\/assets\/.+-[\w-]{8,}\.\w+$/.test(path) ? 'private, max-age=31536000, immutable' : 'no-store'
}
