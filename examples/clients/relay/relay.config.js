import { scalarTypes } from 'heddle/scalars'

const config = {
  src: 'relay',
  schema: '../../schema/api.graphql',
  language: 'typescript',
  eagerEsModules: true,
  customScalarTypes: scalarTypes,
  schemaConfig: {
    nodeInterfaceIdField: 'nodeId',
    nodeInterfaceIdVariableName: 'nodeId',
  },
}

// Relay's compiler `require`s its config.
export { config as 'module.exports' }
