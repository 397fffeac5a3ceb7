import { ask, questionOf, requestBodies } from './requests.js'

/**
 * @typedef {import('../contestants.js').Contestant} Contestant
 * @typedef {import('../workloads.js').Size} Size
 * @typedef {import('../workloads.js').Workload} Workload
 * @typedef {import('./server-process.js').ServerProcess} ServerProcess
 */

const requestsEach = 5

/**
 * Asks the same questions of LIMIT and of a contestant and compares the answers.
 *
 * @param {object} options
 * @param {Contestant} options.contestant
 * @param {ServerProcess} options.server
 * @param {Workload} options.workload
 * @param {Size} options.size
 * @param {string[]} [options.expected] LIMIT's answers; absent: this is LIMIT
 * @returns {Promise<{ answers: string[], statements: number | undefined, fault: string | undefined }>} the answers in their
 *   common form, SQL statements for the last request, and what is wrong
 */
export async function checkAnswers({ contestant, server, workload, size, expected }) {
  const { read = (data) => data } = questionOf(contestant, workload)
  /** @type {string[]} */
  const answers = []
  /** @type {number | undefined} */
  let statements
  for (const body of requestBodies(contestant, workload, { size, count: requestsEach, seed: 1 })) {
    const before = await server.statements()
    const { text, serverTiming } = await ask(server.url, body)
    statements = statementsOf(serverTiming) ?? (await server.statements()) - before
    const { data, errors } = parse(text)
    if (errors || !data) return { answers, statements: undefined, fault: `it answered ${text.slice(0, 500)}` }
    const answer = JSON.stringify(commonForm(read(data)))
    const wanted = expected ? (expected[answers.length] ?? '') : answer
    if (answer !== wanted) return { answers, statements: undefined, fault: firstDifference(answer, wanted) }
    answers.push(answer)
  }
  return { answers, statements: Number.isNaN(statements) ? undefined : statements, fault: undefined }
}

/**
 * What all APIs write differently made one: keys in alphabetical order, decimals with two digits, times in milliseconds
 * of UTC (some peers keep no more).
 *
 * @param {any} value
 * @param {string} [key]
 * @returns {any}
 */
function commonForm(value, key) {
  if (value === null || value === undefined) return null
  if (key === 'total' || key === 'price' || key === 'unitPrice') return Number(value).toFixed(2)
  if (key === 'createdAt') return new Date(value).toISOString()
  if (Array.isArray(value)) return value.map((each) => commonForm(each))
  if (typeof value !== 'object') return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((each) => [each, commonForm(value[each], each)]))
}

/** @param {string | undefined} serverTiming */
function statementsOf(serverTiming) {
  const counts = [...(serverTiming?.matchAll(/(\d+) statements?/g) ?? [])].map(([, count]) => Number(count))
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count)
}

/**
 * @param {string} text
 * @returns {any}
 */
function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/**
 * @param {string} answer
 * @param {string} wanted
 */
function firstDifference(answer, wanted) {
  let at = 0
  while (at < answer.length && answer[at] === wanted[at]) at++
  const around = (/** @type {string} */ text) => text.slice(Math.max(0, at - 80), at + 80)
  return `its answer differs from LIMIT's at character ${at}:\n  LIMIT …${around(wanted)}…\n  it    …${around(answer)}…`
}
