import { drawFrom } from '../workloads.js'

/**
 * @typedef {import('../contestants.js').Contestant} Contestant
 * @typedef {import('../contestants.js').Question} Question
 * @typedef {import('../workloads.js').Size} Size
 * @typedef {import('../workloads.js').Workload} Workload
 */

/**
 * @param {Contestant} contestant
 * @param {Workload} workload
 * @returns {Question}
 */
export const questionOf = (contestant, workload) =>
  contestant.questions?.[workload.id] ?? { document: workload.document }

/**
 * The bodies of some requests: one document, different variables, the same ones for every contestant.
 *
 * @param {Contestant} contestant
 * @param {Workload} workload
 * @param {{ size: Size, count: number, seed: number }} options
 */
export function requestBodies(contestant, workload, { size, count, seed }) {
  const { document, variables = (own) => own } = questionOf(contestant, workload)
  const draw = drawFrom(seed)
  return Array.from({ length: count }, () =>
    JSON.stringify({ query: document, variables: variables(workload.variables(draw, size)) }),
  )
}

/**
 * @param {string} url
 * @param {string} body
 */
export async function ask(url, body) {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body })
  return { text: await response.text(), serverTiming: response.headers.get('server-timing') ?? undefined }
}
