import { oddPermissions, oddRoles } from '../support/worlds/odd-policies.ts'
import { oddWorld } from '../support/worlds/odd-world.ts'
import { learnsNothing } from './learns-nothing.ts'

learnsNothing({
  world: oddWorld,
  settings: oddRoles,
  looker: { role: 'tenant', rules: oddPermissions.tenant, context: { id: 2, ids: [4, 7, 9, 12, 30] } },
  least: 60,
})
