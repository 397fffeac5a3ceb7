import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../src')

/** What a folder may import from Heddle besides itself. `src` stands for the files directly in it. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  auth: ['viewer.ts'],
  catalog: [],
  // Of `write` the types of what is handed to hooks.
  config: ['auth', 'catalog', 'graphql', 'source', 'write'],
  graphql: ['catalog'],
  map: ['catalog'],
  browser: ['explain', 'map'],
  operation: ['catalog'],
  plan: ['operation', 'catalog'],
  sql: ['plan', 'catalog'],
  source: ['sql', 'catalog'],
  runtime: ['plan', 'sql', 'source', 'operation', 'catalog'],
  explain: [
    ...['prepared.ts', 'prepared-part.ts', 'run-prepared.ts'],
    ...['write', 'runtime', 'plan', 'sql', 'operation', 'catalog'],
  ],
  write: ['runtime', 'plan', 'sql', 'source', 'operation', 'catalog'],
  http: ['engine.ts'],
  telemetry: [],
  // Types of the config and the catalog, the server, and the package's entry points for config files.
  cli: [
    'start.ts',
    'index.ts',
    'postgres.ts',
    'sqlite.ts',
    'pglite.ts',
    'mariadb.ts',
    'config',
    'catalog',
    'http',
    'telemetry',
  ],
}
const free = ['abandonment.ts', 'byte-text.ts', 'errors.ts', 'events.ts', 'package-file.ts', 'waiting-line.ts']
const drivers = /^(pg|better-sqlite3|mysql2|@electric-sql\/pglite)(\/|$)/

interface Import {
  readonly file: string
  readonly folder: string
  readonly specifier: string
  /** Folder of Heddle that is imported, its file name where it lies directly in src, or null for a package. */
  readonly target: string | null
  readonly path: string | null
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.m?ts$|\.mjs$/.test(entry.name) ? [path] : []
  })
}

const pattern = /(?:from|import)\s*\(?\s*'([^']+)'/g

const imports: Import[] = sources(root).flatMap((path) => {
  const file = relative(root, path)
  const text = readFileSync(path, 'utf8').replace(/^\s*(\*|\/\/|\/\*).*$/gm, '')
  return [...text.matchAll(pattern)].map(([, specifier = '']) => {
    const target = specifier.startsWith('.') ? relative(root, resolve(dirname(path), specifier)) : null
    return { file, folder: topOf(file), specifier, path: target, target: target && topOf(target) }
  })
})

function topOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : file
}

describe('imports', () => {
  it('point one way between folders', () => {
    const wrong = imports.filter(({ folder, target }) => {
      const may = allowed[folder]
      return may && target && target !== folder && !free.includes(target) && !may.includes(target)
    })
    expect(wrong.map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual([])
  })

  it('of drivers stand in source/ only', () => {
    const wrong = imports.filter(({ folder, specifier }) => folder !== 'source' && drivers.test(specifier))
    // The demo fills its own databases before the server opens them.
    const outside = wrong.filter(({ file }) => !file.startsWith('cli/demo/'))
    expect(outside.map(({ file, specifier }) => `${file} → ${specifier}`)).toEqual([])
  })

  it('make no cycle between files', () => {
    const edges = new Map<string, string[]>()
    for (const { file, path } of imports) if (path) edges.set(file, [...(edges.get(file) ?? []), path])
    const done = new Set<string>()
    const walk = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) expect.fail(`cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' → ')}`)
      if (done.has(file)) return
      for (const next of edges.get(file) ?? []) walk(next, [...trail, file])
      done.add(file)
    }
    for (const file of edges.keys()) walk(file, [])
    expect(done.size).toBeGreaterThan(50)
  })

  it('of node: modules that do I/O stand outside of plan/ and sql/', () => {
    const pure = imports.filter(({ folder }) => folder === 'plan' || folder === 'sql')
    expect(pure.filter(({ specifier }) => specifier.startsWith('node:')).map(({ file }) => file)).toEqual([])
  })
})

describe('src', () => {
  it('has the whole request on one screen', () => {
    expect(readFileSync(join(root, 'engine.ts'), 'utf8').split('\n').length).toBeLessThanOrEqual(81)
  })

  it('writes to stdout and ends the process in cli/ only', () => {
    const wrong = sources(root).filter((path) => {
      const text = readFileSync(path, 'utf8').replace(/^\s*(\*|\/\/|\/\*).*$/gm, '')
      // The .mjs files are the entry points of processes and threads of their own.
      return (
        !relative(root, path).startsWith('cli/') &&
        !path.endsWith('.mjs') &&
        /console\.log|process\.stdout|process\.exit\(/.test(text)
      )
    })
    expect(wrong.map((path) => relative(root, path))).toEqual([])
  })
})
