// The outer form of a message a page sends over a socket or port, checked before oRPC sees it: its decoder throws outside
// any handler on anything else, which would end the whole host.
import { z } from 'zod'

/** An experiment file may hold 20 million characters. */
const MOST_CHARACTERS = 24 * 1024 * 1024

/** Bodies of the contract are plain JSON: a message that announces another kind of body is none of ours. */
const headersSchema = z
  .record(z.string(), z.union([z.string(), z.array(z.string())]))
  .refine((headers) => !Object.keys(headers).some((name) => name.toLowerCase().startsWith('content-')))

const requestSchema = z.object({ i: z.string().max(64), t: z.literal(1).optional(), p: z.object({ u: z.string().max(2048).regex(/^\/[A-Za-z0-9/._~%-]*$/), h: headersSchema.optional(), m: z.literal(['GET', 'POST']).optional() }) })
const eventSchema = z.object({ i: z.string().max(64), t: z.literal(3), p: z.object({ e: z.string() }) })
const abortSchema = z.object({ i: z.string().max(64), t: z.literal(4) })
const messageSchema = z.union([requestSchema, eventSchema, abortSchema])

/** True for text that is a request, an input event or a cancellation in oRPC's wire format. */
export function isRpcMessage(data: unknown): data is string {
  if (typeof data !== 'string' || data.length > MOST_CHARACTERS) return false
  try {
    return messageSchema.safeParse(JSON.parse(data)).success
  } catch {
    return false
  }
}
