import type { HeddleError } from '../errors.ts'

/**
 * Stands in a result tree where the database held what the field's type cannot carry, or where a source failed. Reading
 * it throws its error, so that graphql-js places the error and propagates nulls by the specification. Its class tells it
 * from every value of a JSON column.
 */
export class Sentinel {
  readonly error: HeddleError

  constructor(error: HeddleError) {
    this.error = error
  }
}
