import { readFile } from 'node:fs/promises'
import { HeddleError } from './errors.ts'

/**
 * The documents of a manifest by their hash: GraphQL Code Generator's `persisted-documents.json` and Relay's
 * (`{ "<hash>": "query …" }`), or Apollo's (`{ "operations": [{ "id", "body" }] }`); a file, or what is in one.
 *
 * @throws HeddleError CONFIG_INVALID
 */
export async function loadManifest(manifest: string | object): Promise<ReadonlyMap<string, string>> {
  const held = typeof manifest === 'string' ? await readJson(manifest) : manifest
  const documents = new Map<string, string>()
  for (const [id, text] of entriesOf(held)) {
    if (typeof id !== 'string' || typeof text !== 'string') throw invalid('does not hold texts by their hash')
    documents.set(id, text)
  }
  if (documents.size === 0) throw invalid('holds no document')
  return documents
}

function entriesOf(held: unknown): readonly (readonly [unknown, unknown])[] {
  if (typeof held !== 'object' || held === null || Array.isArray(held)) throw invalid('is no object')
  const { operations } = held as { readonly operations?: unknown }
  if (!Array.isArray(operations)) return Object.entries(held)
  return operations.map((each: { readonly id?: unknown; readonly body?: unknown } | null) => [each?.id, each?.body])
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw invalid(`${file} cannot be read`, error)
  })
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(`${file} is not JSON`, error)
  }
}

function invalid(what: string, cause?: unknown): HeddleError {
  const hint = 'GraphQL Code Generator writes one: preset client with persistedDocuments: true.'
  return new HeddleError('CONFIG_INVALID', `trustedDocuments.manifest ${what}.`, { hint }, { cause })
}
