import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** A block of code of a page, and where it stands. */
export interface CodeBlock {
  /** `docs/write.md:45` */
  readonly at: string
  readonly page: string
  readonly language: string
  readonly text: string
  /** What a comment before the block says that it stands in, `<!-- in: … -->`, with `…` where the block goes; else after. */
  readonly frame: string | undefined
}

/** The README and every page of `docs/`. */
export function pages(): readonly string[] {
  const inDocs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
  return ['README.md', ...inDocs.map((name) => `docs/${name}`)]
}

/** Every block of them. */
export function codeBlocks(): readonly CodeBlock[] {
  return pages().flatMap(blocksOf)
}

function blocksOf(page: string): CodeBlock[] {
  const markdown = readFileSync(join(root, page), 'utf8')
  const block = /(?:<!-- in:\s*([\s\S]*?)-->\s*)?^```(\w*)\n([\s\S]*?)^```$/gm
  return [...markdown.matchAll(block)].map(({ 0: whole, 1: frame, 2: language = '', 3: text = '', index }) => {
    const line = markdown.slice(0, index + whole.indexOf('```')).split('\n').length
    return { at: `${page}:${line}`, page, language, text, frame: frame?.trim() }
  })
}
