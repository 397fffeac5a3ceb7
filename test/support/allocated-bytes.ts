import { Session, type HeapProfiler } from 'node:inspector'

/**
 * Bytes that `work` allocates on V8's heap at each of `times` runs: those of objects that die young as well, sampled. What
 * is outside of the heap (the bytes of buffers) does not count; the objects that hold it do.
 */
export async function allocatedBytes(times: number, work: () => Promise<unknown>): Promise<number> {
  const session = new Session()
  session.connect()
  try {
    session.post('HeapProfiler.startSampling', {
      samplingInterval: 1024,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    } as HeapProfiler.StartSamplingParameterType)
    for (let run = 0; run < times; run++) await work()
    return (await stopSampling(session)) / times
  } finally {
    session.disconnect()
  }
}

function stopSampling(session: Session): Promise<number> {
  return new Promise((resolve, reject) => {
    session.post('HeapProfiler.stopSampling', (error, { profile }) => {
      if (error) reject(error)
      else resolve(sizeOf(profile.head))
    })
  })
}

function sizeOf(node: HeapProfiler.SamplingHeapProfileNode): number {
  return node.children.reduce((sum, child) => sum + sizeOf(child), node.selfSize)
}
