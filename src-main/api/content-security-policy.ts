// What the page may load, the same in both hosts: its own files, pictures it made itself, and nothing from elsewhere.
// Style attributes set through the DOM are allowed by it; inline scripts, eval and style text are not.
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Of files of runs: whatever they hold, they are drawn, never run. */
export const FILE_SECURITY_POLICY = "default-src 'none'; sandbox"
