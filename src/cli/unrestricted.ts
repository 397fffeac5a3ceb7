import type { HeddleConfig } from '../config/heddle-config.ts'

/**
 * A config as its owner sees it: everything, for a command that looks at the databases and not at what somebody may ask.
 * What the config computes for a request is of no use without one.
 */
export function unrestricted({ permissions: _, role: __, context: ___, ...config }: HeddleConfig): HeddleConfig {
  return config
}
