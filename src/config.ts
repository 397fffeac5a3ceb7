/** The config of Heddle: its types, and what `createHeddle` makes of it before anything is opened. */
export { defineConfig } from './config/define-config.ts'
export type { FieldBuilder, FieldOptions, ResolverContext } from './config/field-builder.ts'
export type { HeddleConfig, LogLevel, TableSelection } from './config/heddle-config.ts'
export type { ExactPermissions, Permissions } from './config/permission-types.ts'
export { resolveConfig, type AnyHeddleConfig, type ResolveOptions } from './config/resolve-config.ts'
export type { FieldsByTable, ResolvedConfig, ResolvedSource } from './config/resolved-config.ts'
export type { SourceDescriptor, Sources } from './config/source-descriptor.ts'
export type { Session } from './source/session.ts'
