import { useCallback, useEffect, useRef, useState } from 'react'
import type { CombinedError } from 'urql'

/** One page of a connection, and what was wrong with it. */
export interface Page<Node> {
  readonly nodes: readonly Node[]
  /** How many rows there are in all; null where it was not asked for, or did not come. */
  readonly total: number | null
  readonly endCursor: string | null
  readonly hasNextPage: boolean
  readonly error: CombinedError | undefined
  /** Whether the connection itself is missing: there is nothing to show. */
  readonly failed: boolean
}

/** What a query answers of a connection. */
interface Connection<Node> {
  readonly totalCount: number
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean }
}

/** A connection as a page; it is missing where its database is down. */
export function pageOf<Node>(
  connection: Connection<Node> | null | undefined,
  error: CombinedError | undefined,
): Page<Node> {
  return {
    nodes: connection?.nodes ?? [],
    total: connection?.totalCount ?? null,
    endCursor: connection?.pageInfo.endCursor ?? null,
    hasNextPage: connection?.pageInfo.hasNextPage ?? false,
    error,
    failed: !connection,
  }
}

export interface Pages<Node> {
  readonly nodes: readonly Node[]
  readonly total: number | null
  /** `failed`: what is shown is all that came before. */
  readonly state: 'loading' | 'loading-more' | 'ready' | 'failed'
  readonly error: CombinedError | undefined
  readonly hasNextPage: boolean
  more(): void
  /** Asks again for the page that failed, or for the first. */
  retry(): void
}

interface Shown<Node> extends Omit<Pages<Node>, 'more' | 'retry'> {
  readonly endCursor: string | null
}

const nothing = {
  nodes: [],
  total: null,
  state: 'loading',
  error: undefined,
  hasNextPage: false,
  endCursor: null,
} as const

/** Reads a connection page by page. Another `load` (`useCallback`) begins anew, and drops what is still under way. */
export function usePages<Node>(load: (after: string | null) => Promise<Page<Node>>): Pages<Node> {
  const [shown, setShown] = useState<Shown<Node>>(nothing)
  const turn = useRef(0)

  const ask = useCallback(
    async (after: string | null): Promise<void> => {
      const mine = ++turn.current
      setShown((before) => (after === null ? nothing : { ...before, state: 'loading-more' }))
      const page = await load(after)
      if (mine !== turn.current) return
      setShown((before) => ({
        nodes: [...before.nodes, ...page.nodes],
        total: page.total ?? before.total,
        state: page.failed ? 'failed' : 'ready',
        error: page.error,
        hasNextPage: page.failed ? before.hasNextPage : page.hasNextPage,
        endCursor: page.failed ? after : page.endCursor,
      }))
    },
    [load],
  )

  useEffect(() => {
    void ask(null)
    return () => void turn.current++
  }, [ask])

  return {
    ...shown,
    more: () => {
      if (shown.state === 'ready' && shown.hasNextPage) void ask(shown.endCursor)
    },
    retry: () => void ask(shown.endCursor),
  }
}
