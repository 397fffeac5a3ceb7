import { HeddleError } from '../errors.ts'

/** More processes than that are a typing error. */
const mostWorkers = 256

/**
 * The number of processes that `--workers` asks for.
 *
 * @throws HeddleError CONFIG_INVALID
 */
export function parseWorkers(text: string): number {
  const workers = Number(text)
  if (/^\d+$/.test(text) && workers >= 1 && workers <= mostWorkers) return workers
  throw new HeddleError('CONFIG_INVALID', `--workers ${text}: that is no number of processes.`, {
    hint: `Write a whole number from 1 to ${mostWorkers}; one for each core is usual.`,
  })
}
