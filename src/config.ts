/** The config of Heddle: its types, and what `createHeddle` makes of it before anything is opened. */
export { defineConfig } from './config/define-config.ts'
export type { FieldBuilder, FieldOptions, ResolverContext } from './config/field-builder.ts'
export type { HeddleConfig } from './config/heddle-config.ts'
