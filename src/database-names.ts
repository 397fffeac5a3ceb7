import { basename } from 'node:path'
import type { ResolvedConfig } from './config/resolved-config.ts'
import type { SourceSpec } from './source/source-spec.ts'

/** By source: its system and its name, in the words of OpenTelemetry's conventions for databases. Nothing else of a URL. */
export function databaseNames({
  sources,
}: ResolvedConfig): ReadonlyMap<string, { readonly system: string; readonly namespace: string }> {
  return new Map(
    sources.map(({ spec }) => [spec.name, { system: systems[spec.dialect], namespace: namespaceOf(spec) }]),
  )
}

const systems = { postgres: 'postgresql', mariadb: 'mariadb', sqlite: 'sqlite' } as const

function namespaceOf(spec: SourceSpec): string {
  if (spec.dialect === 'sqlite') return basename(spec.file)
  if (spec.dialect === 'postgres' && spec.driver === 'pglite') return basename(spec.url.replace(/^pglite:/, ''))
  const path = URL.canParse(spec.url) ? new URL(spec.url).pathname.slice(1) : ''
  return path === '' ? spec.name : decodeURIComponent(path)
}
