/** What `--help` of each command ends with: lines that can be typed. */
const examples: Readonly<Record<string, readonly string[]>> = {
  serve: [
    'heddle serve accounts=postgres://me@localhost/accounts shop=sqlite:shop.db --link accounts.users.id=shop.orders.user_id',
    'heddle serve --port 5000 --workers 2',
  ],
  demo: ['heddle demo', 'heddle demo --port 5000'],
  init: ['heddle init shop=sqlite:shop.db', 'heddle init accounts=env:ACCOUNTS_URL shop=sqlite:shop.db --out api'],
  schema: ['heddle schema > api.graphql', 'heddle schema shop=sqlite:shop.db'],
  query: [`heddle query '{ users(limit: 3) { name } }'`, `heddle query orders.graphql --variables '{"first": 10}'`],
  explain: [`heddle explain '{ users { name orders { total } } }'`, 'heddle explain orders.graphql --json'],
  doctor: ['heddle doctor', 'heddle doctor --dangling', 'heddle doctor --setup'],
  suggest: ['heddle link suggest accounts=postgres://me@localhost/accounts shop=sqlite:shop.db'],
  list: ['heddle tx list'],
  resolve: ['heddle tx resolve hd1_… --abort'],
}

/** The examples of a command as text after its help; nothing where it has none. */
export function exampleText(command: string): string {
  const lines = examples[command] ?? []
  return lines.length === 0 ? '' : `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}
