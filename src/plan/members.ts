import type { Predicate } from './plan.ts'

export type Member = Extract<Predicate, { kind: 'member' }>

/** The conditions of a plan that need a probe's keys: in a predicate, or in whatever holds some. Plans are plain data. */
export function membersIn(node: unknown): Member[] {
  if (typeof node !== 'object' || node === null) return []
  if (isMember(node)) return [node]
  return Object.values(node).flatMap(membersIn)
}

function isMember(node: object): node is Member {
  return 'kind' in node && node.kind === 'member'
}
