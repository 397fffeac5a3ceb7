/** What a server calls, or asks an adapter for to call it. */
const called: ReadonlySet<string | symbol> = new Set(['requestListener', 'handle'])

/**
 * A server adapter with another function in the place of its own, however that is called. A `Proxy` of the adapter would not
 * do: node:http calls `listener.apply`, and the adapter answers that with its own function's.
 *
 * @param fetch in the place of the adapter's; absent: that stays
 */
export function inFrontOf<Y extends (...given: never[]) => unknown>(
  adapter: Y,
  listener: (...given: readonly unknown[]) => unknown,
  fetch?: (...given: readonly unknown[]) => unknown,
): Y {
  // An arrow function has nothing of its own that a proxy would have to show: `prototype` could not be told otherwise.
  const front = (...given: readonly unknown[]): unknown => listener(...given)
  return new Proxy(front, {
    get(target, name): unknown {
      if (called.has(name)) return target
      if (name === 'fetch' && fetch !== undefined) return fetch
      if (name in Function.prototype) return Reflect.get(target, name)
      return Reflect.get(adapter, name)
    },
    has: (_, name) => Reflect.has(adapter, name),
  }) as unknown as Y
}
