/**
 * The names that somebody may have meant, the nearest first: at most three, none that is far or much farther than the
 * nearest.
 *
 * @example nearNames('user', ['users', 'orders']) // ['users']
 */
export function nearNames(name: string, candidates: readonly string[]): string[] {
  const wanted = name.toLowerCase()
  const near = candidates
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
  const best = near[0]?.distance ?? 0
  return near.filter(({ distance }) => distance <= best + 1).map(({ candidate }) => candidate)
}

/** The hint of an error about an unknown name: the nearest names, or what there is. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const near = nearNames(name, candidates)
  if (near.length > 0) return `Did you mean ${near.join(' or ')}?`
  if (candidates.length === 0) return 'There are none.'
  const shown = [...candidates].sort().slice(0, 12)
  return `There are: ${shown.join(', ')}${candidates.length > shown.length ? ', …' : ''}.`
}

/** Levenshtein's distance. */
function distanceOf(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(substituted, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
