import { printThrough } from './print-plan.ts'
import { printPredicate, slot } from './print-predicate.ts'
import { writeBound } from './statement-bound.ts'
import type { Flow, Match, Owner, RowFilter, WritePlan, WriteStep } from './write-plan.ts'

/**
 * The steps of a write as text, for people and for golden files.
 *
 * @example
 * createUser · accounts.users, at most: accounts 1, shop 1
 *   insert accounts.users (email, name)
 *   insert shop.orders (total, userId) · userId of the row above
 *   answer
 */
export function printWrite(plan: WritePlan): string {
  const bound = Object.entries(writeBound(plan)).map(([source, count]) => `${source} ${count}`)
  const head = `${plan.action} ${plan.table} · writes ${plan.sources.join(', ')} · statements at most: ${bound.join(', ')}`
  return `${[head, ...plan.steps.map((step) => `  ${printStep(plan, step)}`)].join('\n')}\n\n`
}

function printStep(plan: WritePlan, step: WriteStep): string {
  if (step.kind === 'answer') return 'answer'
  const table = plan.batches[step.batch]?.table ?? ''
  switch (step.kind) {
    case 'findWhere':
      return `find ${table}${printFilter(step)}`
    case 'findKeys':
      return `find ${table} ${printColumns(step.groups)}${printOwner(step.owner)}${printFilter({ policy: step.policy, where: null })}${step.matches.map(printMatch).join('')}`
    case 'insert': {
      const conflict = step.conflict
      const update = conflict ? [...conflict.update, ...conflict.set.map(({ column }) => column)] : []
      const found = conflict?.apart?.policy ? ` if ${printPredicate(conflict.apart.policy)}` : ''
      const on = conflict ? ` · on ${conflict.key.join(', ')}${found} update ${update.join(', ') || 'nothing'}` : ''
      return `insert ${table} ${printColumns(step.groups)}${step.flows.map(printFlow).join('')}${on}`
    }
    case 'update':
      return `update ${table} ${printColumns(step.groups)} by key${step.flows.map(printFlow).join('')}`
    case 'check':
      return `check ${table} · ${step.of === 'all' ? '' : `if ${step.of} · `}${printPredicate(step.policy)}`
    case 'change': {
      const sets = step.set.map((each) => `${each.column} ${each.adds ? '+=' : '='} ${slot(each.slot)}`)
      return `update ${table} set ${sets.join(', ')}${printFilter(step)}`
    }
    case 'delete':
      return `delete ${table} by key`
    case 'join':
    case 'part':
      return `${step.kind === 'join' ? 'insert' : 'delete'} pairs of ${step.pair.table}`
  }
}

function printColumns(groups: readonly { readonly columns: readonly string[] }[]): string {
  return groups.map(({ columns }) => `(${columns.join(', ')})`).join(' ')
}

function printFilter({ policy, where }: RowFilter): string {
  return `${policy ? ` · policy ${printPredicate(policy)}` : ''}${where ? ` · where ${printPredicate(where)}` : ''}`
}

function printMatch({ row, where }: Match): string {
  return ` · row ${row} if ${printPredicate(where)}`
}

function printFlow({ on, side }: Flow): string {
  return ` · ${on.map(({ to, from }) => `${to} = ${from}`).join(', ')} of the row ${side}`
}

function printOwner(owner: Owner | null): string {
  if (!owner) return ''
  return ` · of the row above by ${owner.on.map(({ to }) => to).join(', ')}${printThrough(owner.through)}`
}
