import type { BoundRead, ResponseName } from './shape.ts'
import type { BoundWrite } from './write-shape.ts'

/** A root field in the shape. */
export type BoundRoot =
  | { readonly kind: 'typename'; readonly name: ResponseName; readonly typeName: string }
  | { readonly kind: 'read'; readonly name: ResponseName; readonly read: BoundRead }
  | { readonly kind: 'nodes'; readonly name: ResponseName; readonly items: readonly BoundRead[] }
  | { readonly kind: 'write'; readonly name: ResponseName; readonly write: BoundWrite }
  /** Not Heddle's to read: introspection, a field of `extend`. */
  | { readonly kind: 'foreign'; readonly name: ResponseName }
