import { questions as drizzleGraphql } from './peers/drizzle-graphql/questions.js'
import { questions as pothos } from './peers/pothos-questions.js'
import { questions as postgraphile } from './peers/postgraphile-questions.js'

/**
 * Who is measured. Each is a server in a process of its own, answering `POST /graphql`.
 *
 * @typedef {import('./workloads.js').Workload} Workload
 * @typedef {object} Question a workload in a contestant's own API
 * @property {string} document
 * @property {(variables: any) => Record<string, unknown>} [variables] from those of the workload
 * @property {(data: any) => unknown} [read] the answer's `data` in the shape of Heddle's API
 *
 * @typedef {object} Contestant
 * @property {string} id
 * @property {string} name
 * @property {string[]} args of node
 * @property {Record<string, Question>} [questions] by workload; absent: it speaks Heddle's API
 * @property {Record<string, string>} [skips] workloads that it cannot answer, with the reason
 * @property {boolean} [talks] whether it counts its statements (databases.js)
 * @property {boolean} [oneDatabase] whether it reads all rows from one PostgreSQL database
 * @property {boolean} [onlyAsked] whether it is measured only where somebody names it
 * @property {boolean} [reference] no peer: what may be reached, not what can be had
 */

const skips = { W8: 'its filter over a link is not written yet' }

/** @type {Contestant[]} */
export const contestants = [
  { id: 'limit', name: 'LIMIT', args: ['limit/server.js'], talks: true, reference: true },
  {
    id: 'heddle',
    name: 'Heddle',
    args: ['../dist/cli/main.js', 'serve', '--config', 'heddle.config.ts', '--port', '{port}'],
  },
  {
    id: 'policed',
    name: 'Heddle with policies',
    args: ['../dist/cli/main.js', 'serve', '--config', 'policed.config.ts', '--port', '{port}'],
    onlyAsked: true,
    reference: true,
  },
  {
    id: 'limit-policed',
    name: 'LIMIT with policies',
    args: ['limit/server.js', '--policed'],
    talks: true,
    onlyAsked: true,
    reference: true,
  },
  { id: 'best', name: 'best resolver design', args: ['peers/best-resolvers.js'], talks: true, skips, reference: true },
  { id: 'yoga', name: 'Yoga + drizzle + DataLoader', args: ['peers/yoga-by-hand.js'], talks: true, skips },
  { id: 'yoga-jit', name: 'the same + graphql-jit', args: ['peers/yoga-by-hand.js', '--jit'], talks: true, skips },
  { id: 'mercurius', name: 'mercurius + jit', args: ['peers/mercurius.js'], talks: true, skips },
  {
    id: 'drizzle-graphql',
    name: 'drizzle-graphql',
    args: ['peers/drizzle-graphql/server.js'],
    questions: drizzleGraphql,
    talks: true,
    skips,
  },
  { id: 'pothos', name: 'Pothos + drizzle', args: ['peers/pothos.js'], questions: pothos, talks: true, skips },
  {
    id: 'postgraphile',
    name: 'PostGraphile 5',
    args: ['peers/postgraphile.js'],
    questions: postgraphile,
    oneDatabase: true,
    skips,
  },
]

/**
 * @param {string | undefined} only ids with commas between
 */
export function chooseContestants(only) {
  if (only === undefined) return contestants.filter(({ onlyAsked }) => !onlyAsked)
  const ids = only.split(',')
  const unknown = ids.filter((id) => !contestants.some((each) => each.id === id))
  if (unknown.length > 0) {
    throw new RangeError(
      `No contestant ${unknown.join(', ')}: choose of ${contestants.map(({ id }) => id).join(', ')}.`,
    )
  }
  return contestants.filter(({ id }) => ids.includes(id) || id === 'limit')
}
