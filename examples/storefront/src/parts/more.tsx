import { useEffect, useRef } from 'react'
import type { Pages } from '../use-pages'
import { Failure } from './states'

/** The end of a list: asks for the next page when it comes into sight. A button for who does not scroll. */
export function More({ pages }: { pages: Pages<unknown> }) {
  const end = useRef<HTMLDivElement>(null)
  const { more } = pages
  const next = useRef(more)
  next.current = more
  const waiting = pages.state === 'ready' && pages.hasNextPage

  useEffect(() => {
    const target = end.current
    if (!waiting || target === null) return
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && next.current(), {
      rootMargin: '200px',
    })
    observer.observe(target)
    return () => observer.disconnect()
  }, [waiting])

  if (pages.state === 'failed') return <Failure error={pages.error} retry={pages.retry} />
  return (
    <div ref={end} className="more">
      {pages.state === 'loading-more' && <span role="status">Loading more…</span>}
      {waiting && (
        <button type="button" onClick={more}>
          Load more
        </button>
      )}
    </div>
  )
}
