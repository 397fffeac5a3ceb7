import { AggregatorRegistry, type Registry } from 'prom-client'

/** The numbers of one process, as data that another can be sent. */
export type MetricNumbers = Awaited<ReturnType<Registry['getMetricsAsJSON']>>

/** Where one API is served by several processes: how each finds out what the others have counted. */
export interface MetricPeers {
  /** Called once for each API that this process serves, with what tells its numbers. */
  offer(numbers: () => Promise<MetricNumbers>): void
  /** The numbers of all processes, of this one too. */
  gather(): Promise<readonly MetricNumbers[]>
}

/** One text for Prometheus: what is counted is added up, of the age of what is in doubt the oldest is told. */
export function mergedText(all: readonly MetricNumbers[]): Promise<string> {
  return merge(all).metrics()
}

/** The numbers of several processes as if one had counted them. */
export function mergedNumbers(all: readonly MetricNumbers[]): Promise<MetricNumbers> {
  return merge(all).getMetricsAsJSON()
}

/**
 * What was counted, without what was only seen. It stays true of a process that has ended: a sum that it fell out of would
 * look as if everything had been counted anew.
 */
export function countedOf(numbers: MetricNumbers): MetricNumbers {
  // The package's own type says that they are numbers; they are words.
  return numbers.filter(({ type }) => ['counter', 'histogram'].includes(String(type)))
}

function merge(all: readonly MetricNumbers[]): Registry {
  return AggregatorRegistry.aggregate(all as MetricNumbers[])
}
