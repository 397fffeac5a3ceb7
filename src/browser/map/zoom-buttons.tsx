import type { Zoom } from './use-zoom.ts'

/** A step of zooming. */
export const STEP = 1.25

/** How large the map is, and three buttons that change it. */
export function ZoomButtons({ zoom: { scale, by, fit } }: { readonly zoom: Zoom }) {
  return (
    <div className="heddle-zoom" role="group" aria-label="Size of the map">
      <button type="button" aria-label="Smaller" title="Smaller (−)" onClick={() => by(1 / STEP)}>
        −
      </button>
      <output aria-label="Scale">{Math.round(scale * 100)} %</output>
      <button type="button" aria-label="Larger" title="Larger (+)" onClick={() => by(STEP)}>
        +
      </button>
      <button type="button" title="All of it (0)" onClick={fit}>
        All
      </button>
    </div>
  )
}
