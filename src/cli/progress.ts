/** Where long work tells how far it is. */
export interface Progress {
  /** `done` of `of` pieces of `what` are made. Called often. */
  report(what: string, done: number, of: number): void
  /** Nothing more will come. `summary` stays on the screen. */
  end(summary: string): void
}

/** Tells nobody. */
export const silent: Progress = { report() {}, end() {} }

/**
 * Writes progress to a stream: one line that moves on a terminal, elsewhere one plain line for each thing that is begun or
 * finished, so that a log stays short.
 */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  const startOfLine = '\r\u001b[K'
  return stream.isTTY
    ? {
        report: (what, done, of) => void stream.write(`${startOfLine}${line(what, done, of, stream.columns || 80)}`),
        end: (summary) => void stream.write(`${startOfLine}${summary}\n`),
      }
    : {
        report(what, done, of) {
          if (done === 0 || done === of) stream.write(`${what}\n`)
        },
        end: (summary) => void stream.write(`${summary}\n`),
      }
}

const barWidth = 24

/** `█████░░░░░ shop: 12,000 orders`, no longer than the terminal is wide: a line that wraps could not be taken back. */
function line(what: string, done: number, of: number, columns: number): string {
  const full = of === 0 ? barWidth : Math.floor((done / of) * barWidth)
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${what}`.slice(0, columns - 1)
}
