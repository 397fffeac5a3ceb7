import type { Heddle } from '../start.ts'
import { packageVersion } from './package-version.ts'
import { surveySources, type SourceSurvey } from './survey-sources.ts'

const dialectNames: Readonly<Record<string, string>> = {
  postgres: 'PostgreSQL',
  sqlite: 'SQLite',
  mariadb: 'MariaDB or MySQL',
}

/** Where and how it is served. */
export interface Place {
  /** `http://127.0.0.1:4000` */
  readonly url: string
  /** Processes. */
  readonly workers: number
}

/** What `serve` says when it serves: the databases, what was noticed, and where to look. */
export function banner(heddle: Heddle, { url, workers, graphiql }: Place & { readonly graphiql: boolean }): string {
  const surveys = surveySources(heddle)
  const width = Math.max(...surveys.map(({ name }) => name.length), 8)
  const rows = surveys.map((survey) => `  ${survey.name.padEnd(width)}  ${describeSource(survey)}\n`)
  const notices = heddle.notices.map((notice) => `  ! ${notice}\n`)
  const places = [
    [graphiql ? 'GraphiQL' : 'GraphQL', `${url}/graphql`],
    ['Health', `${url}/health  ${url}/ready`],
    ...(workers > 1 ? [['Workers', `${workers} processes`] as const] : []),
  ] as const
  return [
    `\nHeddle ${packageVersion()}\n\n`,
    ...rows,
    ...(notices.length > 0 ? ['\n', ...notices] : []),
    '\n',
    ...places.map(([name, place]) => `  ${name.padEnd(width)}  ${place}\n`),
    '\n',
  ].join('')
}

/** What a source is: `PostgreSQL  2 tables, 1 link`. */
export function describeSource({ dialect, tables, links }: SourceSurvey): string {
  const linked = links > 0 ? `, ${count(links, 'link')}` : ''
  return `${(dialectNames[dialect] ?? dialect).padEnd(10)}  ${count(tables, 'table')}${linked}`
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}

/** The same as one line of JSON. */
export function bannerJson(heddle: Heddle, { url, workers }: Place): string {
  const { notices } = heddle
  const shared = workers > 1 ? { workers } : {}
  return `${JSON.stringify({ url: `${url}/graphql`, ...shared, sources: surveySources(heddle), notices })}\n`
}
