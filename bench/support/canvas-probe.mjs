// Runs in the page, the studio's or the bare one: moves a Vue Flow canvas by one event a frame and keeps the frames' time stamps,
// and tells when so many nodes and wires are drawn. Handed over as a function, so it may use nothing from outside itself.
export function installProbe() {
  const frame = () => new Promise((done) => requestAnimationFrame(done))
  /** After the frame that is due next has been painted. */
  const painted = () =>
    new Promise((done) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => done(performance.now())
        port2.postMessage(null)
      })
    })

  /** @returns {Promise<number[]>} times between frames, ms */
  async function gaps(frames, act) {
    for (let settle = 0; settle < 10; settle += 1) await frame()
    const stamps = []
    for (let at = 0; at <= frames; at += 1) {
      stamps.push(await frame())
      act(at, frames)
    }
    return stamps.slice(1).map((stamp, at) => stamp - stamps[at])
  }

  const pane = () => document.querySelector('.vue-flow__pane')
  function middle() {
    const box = pane().getBoundingClientRect()
    return { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2, view: window, bubbles: true, cancelable: true }
  }

  async function pan(frames) {
    const at = middle()
    const fire = (target, type) => target.dispatchEvent(new MouseEvent(type, { ...at, button: 0, buttons: type === 'mouseup' ? 0 : 1 }))
    fire(pane(), 'mousedown')
    const found = await gaps(frames, (step) => {
      // There and back again.
      const sign = step < frames / 2 ? -1 : 1
      at.clientX += 16 * sign
      at.clientY += 6 * sign
      fire(window, 'mousemove')
    })
    fire(window, 'mouseup')
    return found
  }

  function zoom(frames) {
    const at = middle()
    return gaps(frames, (step) => pane().dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: (step < frames / 2 ? 1 : -1) * (2600 / frames) })))
  }

  function drawn(nodes, wires) {
    const all = document.getElementsByClassName('vue-flow__node')
    const last = all[all.length - 1]
    return all.length === nodes && document.getElementsByClassName('vue-flow__edge').length === wires && last.style.visibility !== 'hidden'
  }

  /** Resolves with the milliseconds from `since` until so many nodes and wires have been painted. */
  async function opened(since, nodes, wires) {
    while (!drawn(nodes, wires)) await frame()
    return (await painted()) - since
  }

  /**
   * Types a value into a field and waits for what `expected` tells of the page.
   * @returns {Promise<{ workMs: number, screenMs: number }>} until the page is laid out anew, and until that has been painted
   */
  async function edit(field, value, expected) {
    await painted()
    const from = performance.now()
    field.value = value
    field.dispatchEvent(new Event('input', { bubbles: true }))
    for (;;) {
      await new Promise((done) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = done
        port2.postMessage(null)
      })
      if (expected()) break
      if (performance.now() - from > 20_000) throw new Error(`The page does not show ${value}`)
    }
    document.body.getBoundingClientRect()
    const workMs = performance.now() - from
    return { workMs, screenMs: (await painted()) - from }
  }

  window.canvasProbe = { pan, zoom, opened, edit }
}
