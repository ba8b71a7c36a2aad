// The wire between main and the inference process: frames of a JSON header and the raw bytes of arrays behind it, so that arrays
// are never spelled out as numbers. Own framing rather than Node's channel: its binary form belongs to one version of V8, and
// Electron's main process has another than the Node that the inference process runs on.
import { Buffer } from 'node:buffer'

/** Lengths of header and payload, little-endian. */
const PREFIX_BYTES = 8
/** An experiment may hold 20 million characters of up to three bytes. */
const MOST_HEADER_BYTES = 64 * 1024 * 1024
const MOST_PAYLOAD_BYTES = 256 * 1024 * 1024

export interface Frame {
  /** Parsed JSON, unchecked. */
  readonly header: unknown
  readonly payload: Uint8Array<ArrayBuffer>
}

const NOTHING = new Uint8Array()

export function encodeFrame(header: unknown, payload: Uint8Array = NOTHING): Uint8Array {
  const text = Buffer.from(JSON.stringify(header), 'utf8')
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + text.length + payload.length)
  frame.writeUInt32LE(text.length, 0)
  frame.writeUInt32LE(payload.length, 4)
  frame.set(text, PREFIX_BYTES)
  frame.set(payload, PREFIX_BYTES + text.length)
  return frame
}

/** Puts frames together from whatever pieces a stream hands over. */
export class FrameReader {
  private pieces: Uint8Array[] = []
  private waiting = 0
  private needed = PREFIX_BYTES

  /** @returns the frames that are whole now. @throws Error on a length beyond reason or a header that is no JSON: the stream is lost. */
  push(piece: Uint8Array): Frame[] {
    this.pieces.push(piece)
    this.waiting += piece.length
    const frames: Frame[] = []
    while (this.waiting >= this.needed) {
      const bytes = this.pieces.length === 1 && this.pieces[0] !== undefined ? this.pieces[0] : Buffer.concat(this.pieces)
      const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
      const [header, payload] = [whole.readUInt32LE(0), whole.readUInt32LE(4)]
      if (header > MOST_HEADER_BYTES || payload > MOST_PAYLOAD_BYTES) throw new Error(`A frame of ${header} and ${payload} bytes is none`)
      const end = PREFIX_BYTES + header + payload
      if (whole.length >= end) {
        // A copy of its own: whoever keeps an array does not keep the whole stream's memory with it.
        const bytesOfPayload = new Uint8Array(whole.subarray(PREFIX_BYTES + header, end))
        frames.push({ header: JSON.parse(whole.toString('utf8', PREFIX_BYTES, PREFIX_BYTES + header)) as unknown, payload: bytesOfPayload })
        this.pieces = whole.length === end ? [] : [whole.subarray(end)]
        this.waiting = whole.length - end
        this.needed = PREFIX_BYTES
      } else {
        this.pieces = [whole]
        this.needed = end
      }
    }
    return frames
  }
}
