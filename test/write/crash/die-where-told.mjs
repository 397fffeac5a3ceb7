// @ts-check
// What the processes have in common that die where they are told to: by SIGKILL, at the n-th passing of a point. They run
// what is built, as a server would, and wait for their task, so that the next one can be started while this one runs.

/** @type {Record<string, any>} */
export const work = JSON.parse(process.argv[2] ?? '{}')

/** @param {string} module @returns {Promise<any>} */
export const built = (module) => import(new URL(`../../../dist/${module}.js`, import.meta.url).href)

/** What the task said: where to die, and of which run. @type {any} */
export let told = {}
let passed = 0
let counts = true

/** @param {string} point */
export async function witness(point) {
  counts ||= point === told.from
  if (!counts || point !== told.point || ++passed !== told.occurrence) return
  if (told.signal === 'SIGSTOP') process.send?.({ stopped: point })
  // What is under way may have reached the database, or not, or may have been done by it.
  if (point.endsWith('.sent')) await new Promise((resolve) => setTimeout(resolve, told.delayMs))
  process.kill(process.pid, told.signal)
  // A signal to oneself comes a moment later.
  if (told.signal === 'SIGSTOP') await new Promise((resolve) => setTimeout(resolve, 5))
}

/** Says that it is ready, carries out the tasks that it is told, and says what became of them. @param {Record<string, () => Promise<unknown>>} tasks */
export function serve(tasks) {
  process.on('message', async (/** @type {any} */ message) => {
    told = message
    passed = 0
    counts = told.from === undefined
    try {
      process.send?.({ done: await tasks[message.task]?.() })
    } catch (error) {
      const { code, message: text } = /** @type {any} */ (error)
      process.send?.({ failed: code ?? text })
    }
  })
  process.on('disconnect', () => process.exit())
  process.send?.({ ready: true })
}
