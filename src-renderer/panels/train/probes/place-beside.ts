// Where what floats beside a place goes, so that it covers neither the place nor the window's edge.

/** Room a tip may need, with its distance, in CSS pixels. */
const WIDTH = 250
const HEIGHT = 130

/** Style of a fixed element beside a place of the window: to the right and below where there is room. */
export function placeBeside(x: number, y: number, window: { readonly innerWidth: number; readonly innerHeight: number }): Record<string, string> {
  return {
    ...(x + WIDTH < window.innerWidth ? { left: `${Math.round(x) + 14}px` } : { right: `${Math.round(window.innerWidth - x) + 14}px` }),
    ...(y + HEIGHT < window.innerHeight ? { top: `${Math.round(y) + 10}px` } : { bottom: `${Math.round(window.innerHeight - y) + 10}px` }),
  }
}

/** Style of an element in the corner of its plane that is furthest from a place in it. */
export function cornerAwayFrom([x, y]: readonly [number, number], { width, height }: { readonly width: number; readonly height: number }): Record<string, string> {
  return { ...(x > width / 2 ? { left: '6px' } : { right: '6px' }), ...(y > height / 2 ? { top: '6px' } : { bottom: '6px' }) }
}
