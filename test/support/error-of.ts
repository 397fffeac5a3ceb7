import { HeddleError } from '../../src/errors.ts'

/** The error that `act` throws; throws where it throws none, or another. */
export function errorOf(act: () => unknown): HeddleError {
  try {
    act()
  } catch (error) {
    if (error instanceof HeddleError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}
