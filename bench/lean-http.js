import { createServer } from 'node:http'

/**
 * The least that node:http needs for an answer: GraphQL's request body in, JSON text out.
 *
 * @param {(query: string, variables: Record<string, any>) => Promise<Buffer | string>} answer
 */
export function serveLean(answer) {
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      const { query, variables } = JSON.parse(body)
      answer(query, variables).then(
        (json) => {
          response.writeHead(200, [
            'content-type',
            'application/json',
            'content-length',
            String(Buffer.byteLength(json)),
          ])
          response.end(json)
        },
        (error) => {
          response.writeHead(500, ['content-type', 'application/json'])
          response.end(JSON.stringify({ errors: [{ message: String(error.message) }] }))
        },
      )
    })
  })
  server.keepAliveTimeout = 60_000
  server.listen(Number(process.env['PORT']), '127.0.0.1')
}
