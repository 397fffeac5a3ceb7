/** The longest that a line waits to be written, in milliseconds. */
const WAIT_MS = 50
const MOST_LINES = 256

/** A destination of lines that are written together. */
export interface LineGatherer {
  write(line: string): void
  /** A line that is put into words when it is written: many at once take a fraction of what each takes between requests. */
  later(line: () => string): void
  /** Writes what is there. */
  flush(): void
}

/**
 * Gathers lines, and writes them as one: a write for each request would cost as much as reading it did. They are written
 * after 50 ms, when there are 256 of them, and when the process ends.
 *
 * pino's own destination does the like, but measures all that it has gathered with each line that comes: 4 KB a request.
 */
export function gatherLines(output: { write(text: string): unknown }): LineGatherer {
  let lines: (string | (() => string))[] = []
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (lines.length === 0) return
    const text = lines.map((line) => (typeof line === 'string' ? line : line())).join('')
    lines = []
    output.write(text)
  }

  function gather(line: string | (() => string)): void {
    lines.push(line)
    if (lines.length >= MOST_LINES) flush()
    else timer ??= setTimeout(flush, WAIT_MS).unref()
  }

  process.on('exit', flush)
  return { write: gather, later: gather, flush }
}
