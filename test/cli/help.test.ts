import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { examples } from '../../src/cli/examples.ts'
import { createProgram, runCommand } from '../../src/cli/program.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

/** What `--help` says of each command, and that what it says can be typed. */

const said: string[] = []
const terminal: Terminal = {
  out: (text) => void said.push(text),
  err: (text) => void said.push(text),
  env: {},
  cwd: '/',
  input: () => Promise.resolve(''),
}

const commands = leaves(createProgram(terminal, () => undefined)).map(({ command, words }) => ({
  words,
  name: command.name(),
  flags: command.options.map(({ long }) => long),
}))

function leaves(command: Command, before: readonly string[] = []): { command: Command; words: readonly string[] }[] {
  return command.commands.flatMap((inner) => {
    const words = [...before, inner.name()]
    return inner.commands.length > 0 ? leaves(inner, words) : [{ command: inner, words }]
  })
}

async function helpOf(words: readonly string[]): Promise<string> {
  said.length = 0
  expect(await runCommand([...words, '--help'], terminal)).toBe(0)
  return said.join('')
}

/** As a shell does: words between spaces or in single quotes; `> file` is not the command's. */
function wordsOf(line: string): readonly string[] {
  return [...line.replace(/ > \S+$/, '').matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '')
}

it('knows the commands of the design', () => {
  const names = commands.map(({ words }) => words.join(' '))
  for (const name of ['serve', 'demo', 'schema', 'query', 'explain', 'doctor', 'map', 'init', 'link suggest'])
    expect(names).toContain(name)
  expect(names).toEqual(expect.arrayContaining(['tx list', 'tx resolve']))
  expect(Object.keys(examples).sort()).toEqual(commands.map(({ name }) => name).sort())
})

it.each(commands)('$words: has --json, examples and exit codes', async ({ words, name, flags }) => {
  expect(flags).toContain('--json')
  const help = await helpOf(words)
  const lines = examples[name] ?? []
  expect(lines.length).toBeGreaterThan(0)
  for (const line of lines) expect(help).toContain(`  ${line}\n`)
  expect(help).toContain('Exit codes: 0 well · 1 a check found something · 2 usage or config · 3 a database')
})

it('has an example for what explain and map can do beside their default', () => {
  expect(examples['explain']?.join(' ')).toContain('--analyze')
  expect(examples['map']?.join(' ')).toContain('--format mermaid')
})

it.each(commands.flatMap(({ words, name }) => (examples[name] ?? []).map((line) => ({ words, line }))))(
  '$line is understood',
  async ({ words, line }) => {
    const program = createProgram(terminal, () => undefined)
    const reached: string[][] = []
    for (const { command, words: path } of leaves(program)) command.action(() => void reached.push([...path]))
    const [program_, ...args] = wordsOf(line)
    expect(program_).toBe('heddle')
    said.length = 0
    await program.parseAsync(args, { from: 'user' })
    expect(said.join('')).toBe('')
    expect(reached).toEqual([words])
  },
)
