import type { CodegenConfig } from '@graphql-codegen/cli'
import { scalarTypes } from 'heddle/scalars'

const config: CodegenConfig = {
  schema: '../../schema/api.graphql',
  documents: ['codegen/main.ts', 'apollo/main.ts'],
  generates: {
    'codegen/__generated__/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: { scalars: scalarTypes, strictScalars: true, useTypeImports: true, enumsAsTypes: true },
    },
  },
}

export default config
