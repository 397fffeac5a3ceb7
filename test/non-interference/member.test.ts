import { oddPermissions, oddRoles } from '../support/worlds/odd-policies.ts'
import { oddWorld } from '../support/worlds/odd-world.ts'
import { learnsNothing } from './learns-nothing.ts'

const context = { id: 3, ids: [1, 2, 3, 5, 8, 13, 21], country: 'CH' }
learnsNothing({
  world: oddWorld,
  settings: oddRoles,
  looker: { role: 'member', rules: oddPermissions.member, context },
  least: 60,
})
