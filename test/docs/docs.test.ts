import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { runCommand } from '../../src/cli/program.ts'
import { buildCommand } from '../support/heddle-command.ts'
import { runProgram } from '../support/run-program.ts'
import { codeBlocks, pages, type CodeBlock } from './code-blocks.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const root = resolve(import.meta.dirname, '../..')
const blocks = codeBlocks()
const of = (...languages: readonly string[]): CodeBlock[] =>
  blocks.filter(({ language }) => languages.includes(language))

test('knows what to do with every block', () => {
  const known = ['graphql', 'json', 'ts', 'sh', 'text', 'sql']
  expect(blocks.filter(({ language }) => !known.includes(language)).map(({ at }) => at)).toEqual([])
})

test('links lead to files, and to sections that are there', () => {
  const lost = pages().flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8')
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
      ([, inline, named]) => inline ?? named ?? '',
    )
    return targets
      .filter((target) => !/^https?:/.test(target) && !isThere(page, target))
      .map((target) => `${page}: ${target}`)
  })
  expect(lost).toEqual([])
})

/** Sections are named as GitHub names them. */
function isThere(page: string, target: string): boolean {
  const [path = '', anchor] = target.split('#')
  const file = path === '' ? join(root, page) : join(root, dirname(page), path)
  if (!existsSync(file)) return false
  if (anchor === undefined) return true
  const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return headings.some(
    (heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-') === anchor,
  )
}

/** Pages whose code belongs to the front end: it has packages of its own. */
const ofClients = (block: CodeBlock): boolean => block.page === 'docs/clients.md'

describe('TypeScript blocks', () => {
  let folder: string
  afterAll(() => rm(folder, { recursive: true, force: true }))

  test('compile', async () => {
    buildCommand()
    folder = await mkdtemp(join(tmpdir(), 'heddle-docs-types-'))
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
    await cp(join(root, 'schema'), join(folder, 'schema'), { recursive: true })
    await cp(join(root, 'heddle.config.ts'), join(folder, 'heddle.config.ts'))
    const checked = of('ts').filter((block) => !ofClients(block))
    for (const block of checked) await writeFile(join(folder, fileOf(block)), moduleOf(block))
    await compile(folder, { heddle: [join(root, 'dist/index.d.ts')], 'heddle/*': [join(root, 'dist/*.d.ts')] })
    expect(checked.length).toBeGreaterThan(10)
  })

  test('of clients compile with the packages of examples/clients', async ({ skip }) => {
    const clients = join(root, 'examples/clients')
    const made = join(clients, 'tada/__generated__/graphql-env.d.ts')
    skip(!existsSync(join(clients, 'node_modules')), 'its packages are not installed: npm ci --prefix examples/clients')
    await runProgram('npm', ['run', 'tada'], clients)
    const inside = join(clients, 'built/docs')
    await rm(inside, { recursive: true, force: true })
    await mkdir(inside, { recursive: true })
    await cp(made, join(inside, 'graphql-env.d.ts'))
    for (const block of of('ts').filter(ofClients)) await writeFile(join(inside, fileOf(block)), moduleOf(block))
    await compile(inside, {})
  })
})

function fileOf({ at }: CodeBlock): string {
  return `${at.replace(/\W+/g, '-')}.ts`
}

/** A block as a module of its own: in the frame or after the lines that a comment gives, or as options of the demo's config. */
function moduleOf({ text, frame }: CodeBlock): string {
  const isOptions = /^[a-z]\w*:/.test(text)
  const framed = frame?.includes('…') ? frame : `${frame ?? ''}\n${isOptions ? options : '…'}`
  return `${framed.replace('…', () => text)}\nexport {}\n`
}

const options = `import { defineConfig } from 'heddle'
import demo from './heddle.config.ts'
const { sources, relations } = demo
export const config = defineConfig({ sources, relations,
…
})`

async function compile(folder: string, paths: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    target: 'ES2023',
    module: 'ESNext',
    moduleResolution: 'bundler',
    types: ['node'],
    allowImportingTsExtensions: true,
    paths,
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  await runProgram(join(root, 'node_modules/.bin/tsc'), ['-p', folder], folder)
}

describe('commands', () => {
  const lines = of('sh').flatMap(({ at, text }) =>
    text
      .replace(/\\\n\s*/g, '')
      .split('\n')
      .filter((line) => /(^|\s)heddle [a-z]/.test(line) && !line.startsWith('#'))
      .map((line) => ({ at, line: line.replace(/\s+#.*$/, '') })),
  )

  test.each(lines)('$at: $line is a command with these flags', async ({ line }) => {
    const [command = '', ...rest] = line.replace(/^.*?heddle /, '').split(/\s+/)
    const words = /^(tx|link)$/.test(command) ? [command, rest[0] ?? ''] : [command]
    const help: string[] = []
    const terminal = {
      out: (text: string) => void help.push(text),
      err: (text: string) => void help.push(text),
      env: {},
      cwd: root,
      input: () => Promise.resolve(''),
    }
    expect(await runCommand([...words, '--help'], terminal)).toBe(0)
    expect(help.join('')).toContain(`heddle ${words.join(' ')}`)
    for (const [flag] of line.matchAll(/(?<=\s)--[a-z][a-z-]*/g)) expect(help.join('')).toContain(flag)
  })

  test('are there to look at', () => expect(lines.length).toBeGreaterThan(3))
})
