/** Lines that can be typed, by command: `--help` of each ends with its own. */
export const examples: Readonly<Record<string, readonly string[]>> = {
  serve: [
    'heddle serve accounts=postgres://me@localhost/accounts shop=sqlite:shop.db --link accounts.users.id=shop.orders.user_id',
    'heddle serve --port 5000 --workers 2',
  ],
  demo: ['heddle demo', 'heddle demo --port 5000'],
  init: ['heddle init shop=sqlite:shop.db', 'heddle init accounts=env:ACCOUNTS_URL shop=sqlite:shop.db --out api'],
  schema: ['heddle schema > api.graphql', 'heddle schema shop=sqlite:shop.db'],
  query: [`heddle query '{ users(limit: 3) { name } }'`, `heddle query orders.graphql --variables '{"first": 10}'`],
  explain: [
    `heddle explain '{ users { name orders { total } } }'`,
    `heddle explain '{ users { name orders { total } } }' --analyze`,
    'heddle explain orders.graphql --json',
  ],
  map: [
    'heddle map > map.svg',
    'heddle map users=postgres://me@localhost/users orders=sqlite:orders.db --format mermaid > map.mmd',
  ],
  doctor: ['heddle doctor', 'heddle doctor --dangling', 'heddle doctor --setup'],
  suggest: ['heddle link suggest accounts=postgres://me@localhost/accounts shop=sqlite:shop.db'],
  list: ['heddle tx list'],
  resolve: ['heddle tx resolve hd1_… --abort'],
}

/** What the command ends with, and why: `cli/exit-code.ts`. */
export const exitCodeText =
  '\nExit codes: 0 well · 1 a check found something · 2 usage or config · 3 a database could not be reached\n'

/** The examples of a command and the exit codes as text after its help. */
export function exampleText(command: string): string {
  const lines = examples[command] ?? []
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n${exitCodeText}`
}
