export { metaOf, tableOf, type FieldMeta } from '../catalog/field-meta.ts'
