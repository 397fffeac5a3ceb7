import { setFlagsFromString } from 'node:v8'

/** Bytes of bytecode that a function runs before V8 thinks of compiling it to machine code; 67,584 by default. */
const INTERRUPT_BUDGET = 6_000

/** As long as V8's timers can wait: 24 days, from the last full collection on. */
const NEVER_MS = 2 ** 31 - 1

/**
 * What V8 has to be told before it makes a heap, and so only for a process or a thread that is started: that nothing in it
 * gives up memory in a pause, and with it what it has compiled; and that its young generation is never small. After a pause it
 * is made so small that requests under way outlive it, and are moved again and again until it has grown.
 */
export const startFlags: readonly string[] = ['--no-memory-reducer', '--min-semi-space-size=16']

/**
 * Tells V8 that this process answers requests all its life, the same few functions for each of them. Its defaults are made for
 * programs that begin, do much, and rest:
 *
 * - It compiles late: the first thousand requests cost up to twice what later ones do; with these settings a tenth of them.
 * - In a pause it gives up memory, and with it what it has compiled: the next few hundred requests cost twice as much. Where
 *   {@link startFlags} came too late, it does so less often now.
 * - After a pause it collects all garbage whenever the heap has grown by a few megabytes, which large answers do at once:
 *   they count while they wait to be sent. A full collection takes as long as a hundred requests. So it may always grow to
 *   four times what the last one left.
 * - It decides early, by what survived its first collections, which literals to make in the old generation, and in about one
 *   process of two it took some of a request's for such: each of them held on to what it refers to until the next full
 *   collection, and every small one had up to a megabyte of it to move.
 */
export function optimizeEarly(): void {
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`)
  setFlagsFromString('--no-flush-bytecode')
  setFlagsFromString(`--gc-memory-reducer-start-delay-ms=${NEVER_MS}`)
  setFlagsFromString('--heap-growing-percent=300')
  setFlagsFromString('--semi-space-growth-factor=16') // from the least, 1 MB, to the most at once
  setFlagsFromString('--no-allocation-site-pretenuring')
}
