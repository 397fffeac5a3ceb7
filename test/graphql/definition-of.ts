import type { GraphQLSchema } from 'graphql'
import { printSchema } from '../../src/graphql/print-schema.ts'

/** The definition of one type as printed, without descriptions, in one line. */
export function definition(schema: GraphQLSchema, name: string): string {
  const bare = printSchema(schema).replace(/"""[^]*?"""\n\s*/g, '')
  const found = new RegExp(`^(?:type|input|enum|interface|scalar) ${name}\\b[^]*?(?=\\n\\n|\\n$)`, 'm').exec(bare)
  return found ? oneLine(found[0]) : ''
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
