/** Pixels that a pointer moves before it drags: a click is never quite still. */
const STILL = 4

/** Lets the pointer drag what an element scrolls, also where it begins on something that can be clicked. @returns what stops it */
export function dragToScroll(element: HTMLElement): () => void {
  let from: { readonly x: number; readonly y: number; readonly left: number; readonly top: number } | null = null
  let moved = false

  function down(event: PointerEvent): void {
    // Fingers scroll by themselves.
    if (event.button !== 0 || event.pointerType !== 'mouse') return
    from = { x: event.clientX, y: event.clientY, left: element.scrollLeft, top: element.scrollTop }
    moved = false
  }
  function move(event: PointerEvent): void {
    if (!from) return
    if (event.buttons === 0) return up()
    const [x, y] = [event.clientX - from.x, event.clientY - from.y]
    moved ||= Math.hypot(x, y) > STILL
    if (!moved) return
    element.scrollLeft = from.left - x
    element.scrollTop = from.top - y
  }
  function up(): void {
    from = null
  }
  /** What was dragged was not chosen. */
  function click(event: MouseEvent): void {
    if (moved) event.stopPropagation()
    moved = false
  }

  element.addEventListener('pointerdown', down)
  window.addEventListener('pointermove', move)
  window.addEventListener('pointerup', up)
  element.addEventListener('click', click, { capture: true })
  return () => {
    element.removeEventListener('pointerdown', down)
    window.removeEventListener('pointermove', move)
    window.removeEventListener('pointerup', up)
    element.removeEventListener('click', click, { capture: true })
  }
}
