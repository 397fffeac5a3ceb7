import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { dragToScroll } from './drag-to-scroll.ts'

/** The smallest and the largest scale; where a map fits its room at less than LEGIBLE, it begins there and is scrolled. */
const SMALLEST = 0.1
const LARGEST = 2
const LEGIBLE = 0.65

/** How large a map is drawn in an element that scrolls it. */
export interface Zoom {
  readonly scale: number
  /** The `ref` of the element that scrolls. */
  readonly ref: (element: HTMLElement | null) => (() => void) | undefined
  /** Larger by a factor, around the middle of what is seen. */
  by(factor: number): void
  /** So large that all of it is seen. */
  fit(): void
}

interface Size {
  readonly width: number
  readonly height: number
}

/** A map of this size begins as large as its room, where it can be read then. Drag it to move it; Ctrl and the wheel zoom. */
export function useZoom({ width, height }: Size): Zoom {
  const [scale, setScale] = useState(1)
  const room = useRef<HTMLElement | null>(null)
  /** What stays in the middle while the scale changes, in the map's own units. */
  const middle = useRef<{ readonly x: number; readonly y: number } | null>(null)

  const whole = useCallback(
    (element: HTMLElement): number => Math.min(1, element.clientWidth / width, element.clientHeight / height),
    [width, height],
  )
  const change = useCallback((next: (scale: number) => number) => {
    setScale((before) => {
      const { current: element } = room
      if (element) {
        const { scrollLeft, scrollTop, clientWidth, clientHeight } = element
        middle.current = { x: (scrollLeft + clientWidth / 2) / before, y: (scrollTop + clientHeight / 2) / before }
      }
      return Math.min(LARGEST, Math.max(SMALLEST, next(before)))
    })
  }, [])

  useLayoutEffect(() => {
    const { current: element } = room
    if (!element || !middle.current) return
    element.scrollLeft = middle.current.x * scale - element.clientWidth / 2
    element.scrollTop = middle.current.y * scale - element.clientHeight / 2
  }, [scale])

  const ref = useCallback(
    (element: HTMLElement | null) => {
      room.current = element
      if (!element) return undefined
      setScale(Math.max(LEGIBLE, whole(element)))
      const wheel = (event: WheelEvent): void => {
        if (!event.ctrlKey) return
        event.preventDefault() // it would zoom the page
        change((before) => before * Math.exp(-event.deltaY / 300))
      }
      element.addEventListener('wheel', wheel, { passive: false })
      const stopDragging = dragToScroll(element)
      return () => {
        element.removeEventListener('wheel', wheel)
        stopDragging()
        room.current = null
      }
    },
    [whole, change],
  )
  return {
    scale,
    ref,
    by: (factor) => change((before) => before * factor),
    fit: () => change((before) => (room.current ? whole(room.current) : before)),
  }
}
