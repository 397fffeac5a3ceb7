import { drizzleWorld } from '../support/worlds/drizzle-world.ts'
import { drizzleRoles, fanRules } from '../support/worlds/odd-policies.ts'
import { learnsNothing } from './learns-nothing.ts'

learnsNothing({
  world: drizzleWorld,
  settings: drizzleRoles,
  looker: { role: 'fan', rules: fanRules, context: { id: 9, ids: [1, 4, 7, 12] } },
  least: 20,
})
