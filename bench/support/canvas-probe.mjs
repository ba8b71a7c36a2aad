// Runs in the page, the studio's or the bare one: moves a Vue Flow canvas by one event a frame and keeps the frames' time stamps,
// and tells when so many nodes and wires are drawn. Handed over as a function, so it may use nothing from outside itself.
export function installProbe() {
  const frame = () => new Promise((done) => requestAnimationFrame(done))
  /** The time, and the frame's own stamp, after the frame that is due next has been painted. */
  const paintedFrame = () =>
    new Promise((done) => {
      requestAnimationFrame((stamp) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => done({ at: performance.now(), stamp })
        port2.postMessage(null)
      })
    })
  const painted = async () => (await paintedFrame()).at

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

  /** From the middle to the right end of a document so wide, then to its left end, at a hand's pace: what comes into sight is drawn on the way. */
  async function cross(frames, width) {
    const at = middle()
    const half = Math.max(0, width - pane().getBoundingClientRect().width) / 2
    const fire = (target, type) => target.dispatchEvent(new MouseEvent(type, { ...at, button: 0, buttons: type === 'mouseup' ? 0 : 1 }))
    fire(pane(), 'mousedown')
    const found = await gaps(3 * frames, (step) => {
      at.clientX += (step < frames ? -1 : 1) * (half / frames)
      fire(window, 'mousemove')
    })
    fire(window, 'mouseup')
    return found
  }

  /** Nodes in sight by id, true where they have their final look; read from their styles, so that nothing is laid out for it. */
  function nodesInSight() {
    const { a: zoom, e: left, f: top } = new DOMMatrix(document.querySelector('.vue-flow__transformationpane').style.transform)
    const found = new Map()
    for (const node of document.getElementsByClassName('vue-flow__node')) {
      const { e, f } = new DOMMatrix(node.style.transform)
      const [x, y] = [left + e * zoom, top + f * zoom]
      if (x + 116 * zoom <= 0 || y + 90 * zoom <= 0 || x >= size.width || y >= size.height) continue
      found.set(node.dataset.id, node.style.visibility !== 'hidden' && node.querySelector('.node.brief') === null)
    }
    return found
  }

  let size = { width: 0, height: 0 }
  function measureSize() {
    const { width, height } = pane().getBoundingClientRect()
    size = { width, height }
  }

  /**
   * Resolves with the milliseconds from `since` until everything in sight has been painted with its final look, its wires too, and until all is
   * there. What is in sight is known in the end only, so it is counted at each frame.
   * @param {[string, string, string][]} wires id, source and target of each
   */
  async function opened(since, nodes, wires) {
    const counts = []
    for (;;) {
      const at = await painted()
      if (pane() === null) continue
      measureSize()
      const inSight = nodesInSight()
      const final = [...inSight].filter(([, look]) => look).map(([id]) => id)
      const there = new Set([...document.querySelectorAll('.vue-flow__edge, .wire-group')].map((wire) => wire.dataset.id))
      const ends = new Set(final)
      const drawnWires = wires.filter(([id, from, to]) => there.has(id) && (ends.has(from) || ends.has(to))).length
      counts.push({ ms: at - since, nodes: final.length, wires: drawnWires })
      const all = document.getElementsByClassName('vue-flow__node').length === nodes && there.size === wires.length && final.length === inSight.size && final.length > 0
      if (!all) continue
      const last = counts.at(-1)
      return { inSightMs: counts.find((count) => count.nodes === last.nodes && count.wires === last.wires).ms, allMs: last.ms, inSight: last.nodes }
    }
  }

  /** Resolves with the milliseconds until the last look of a node in sight changed; 0 where none does. */
  async function settled() {
    const since = performance.now()
    measureSize()
    const looks = () => [...nodesInSight().values()].filter((look) => look).length
    let last = { looks: looks(), at: since }
    // A gesture ends a moment after its last event.
    while (performance.now() - last.at < 400) {
      const at = await painted()
      const now = looks()
      if (now !== last.looks) last = { looks: now, at }
    }
    return last.at - since
  }

  /**
   * Types a value into a field and waits for what `expected` tells of the page.
   * @returns {Promise<{ scriptMs: number, workMs: number, screenMs: number, frames: number }>} until the page is changed, until it is laid out anew, and
   * until that has been painted; 1 frame where that is the very next
   */
  async function edit(field, value, expected) {
    const { stamp } = await paintedFrame()
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
    const scriptMs = performance.now() - from
    document.body.getBoundingClientRect()
    const workMs = performance.now() - from
    const shown = await paintedFrame()
    return { scriptMs, workMs, screenMs: shown.at - from, frames: Math.round((shown.stamp - stamp) / (1000 / 60)) }
  }

  window.canvasProbe = { pan, cross, zoom, opened, settled, nodesInSight, edit }
}
