import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { HeddleError } from '../errors.ts'
import type { Terminal } from './terminal.ts'

/** The document of `query` and `explain`: `-` is standard input, the name of a file is its text, all else is the document. */
export async function readDocument(argument: string, terminal: Terminal): Promise<string> {
  if (argument === '-') return terminal.input()
  // A document has a brace or a line break; a file's name hardly ever.
  const file = /[{\n]/.test(argument) ? undefined : resolve(terminal.cwd, argument)
  if (file === undefined) return argument
  if (existsSync(file)) return readFile(file, 'utf8')
  throw new HeddleError('CONFIG_INVALID', `${argument} is neither a document nor a file.`, {
    hint: "Write the query itself ('{ users { name } }'), the name of a file, or - for standard input.",
  })
}

/** @throws HeddleError CONFIG_INVALID */
export function parseVariables(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {}
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Said below: the parser's message would quote the text.
  }
  throw new HeddleError('CONFIG_INVALID', '--variables is no JSON object.', {
    hint: `Write for example --variables '{"id": 1}'.`,
  })
}
