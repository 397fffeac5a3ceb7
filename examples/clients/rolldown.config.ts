import { defineConfig } from 'rolldown'

/** Each client as one file for Node, as an app's bundler would make it for a browser. */
export default defineConfig({
  input: {
    apollo: 'apollo/main.ts',
    codegen: 'codegen/main.ts',
    relay: 'relay/main.ts',
    tada: 'tada/main.ts',
  },
  platform: 'node',
  external: [/^(@apollo\/client|@urql\/core|graphql|gql\.tada|relay-runtime|rxjs)(\/|$)/],
  output: { dir: 'built', format: 'esm' },
})
