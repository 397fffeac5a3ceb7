import { setFlagsFromString } from 'node:v8'

/** Bytes of bytecode that a function runs before V8 thinks of compiling it to machine code; 67,584 by default. */
const INTERRUPT_BUDGET = 6_000

/**
 * Has V8 compile what runs often sooner, and keep what it has compiled. A server runs the same few functions all its life:
 * with V8's defaults, the first thousand requests cost up to twice what later ones do, with these a tenth of them; and after
 * a few idle seconds, in which V8 throws code away, it would all begin anew.
 *
 * And has it allocate all objects where they die young. V8 decides for good, by what survived while the first functions were
 * compiled, which literals to make in the old generation, and decided it now and then for a request's: each of them then holds
 * on to its request until the next full collection, and one process in two spent up to a fifth more on the same requests.
 */
export function optimizeEarly(): void {
  setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`)
  setFlagsFromString('--no-flush-bytecode')
  setFlagsFromString('--no-allocation-site-pretenuring')
}
