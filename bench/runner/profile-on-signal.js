/** Preloaded into a server (`node --import`): SIGUSR2 starts a CPU profile, the next one writes it to `BENCH_PROFILE`. */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'

/** @type {Session | undefined} */
let session
process.on('SIGUSR2', () => {
  if (!session) {
    session = new Session()
    session.connect()
    session.post('Profiler.enable')
    session.post('Profiler.setSamplingInterval', { interval: 200 })
    session.post('Profiler.start')
    return
  }
  session.post('Profiler.stop', (error, result) => {
    writeFileSync(String(process.env['BENCH_PROFILE']), JSON.stringify(error ?? result.profile))
  })
})
