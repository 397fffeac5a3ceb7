import { connect, type Socket } from 'node:net'

/** What a limiter of rates asks of a client such as `ioredis`: a script by its name. Over a socket to a real Redis. */
export interface RedisClient {
  readonly status: string
  defineCommand(name: string, command: { readonly numberOfKeys: number; readonly lua: string }): void
  end(): void
}

type Reply = number | string | null | readonly Reply[]

export async function connectRedis(port = 6379): Promise<RedisClient> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const made = connect(port, '127.0.0.1', () => resolve(made)).once('error', reject)
  })
  const waiting: ((reply: Reply) => void)[] = []
  let received = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk
    for (let read = readReply(received, 0); read !== null; read = readReply(received, 0)) {
      received = received.slice(read.end)
      waiting.shift()?.(read.reply)
    }
  })
  const client = {
    status: 'ready',
    defineCommand(name: string, { numberOfKeys, lua }: { readonly numberOfKeys: number; readonly lua: string }) {
      Object.assign(client, {
        [name]: (words: readonly string[]) => ask(['EVAL', lua, String(numberOfKeys), ...words]),
      })
    },
    end: () => {
      client.status = 'end'
      socket.destroy()
    },
  }
  function ask(words: readonly string[]): Promise<Reply> {
    socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`)
    return new Promise((resolve) => waiting.push(resolve))
  }
  return client
}

/** One reply of the protocol (RESP2) at `at`; null: it is not whole yet. */
function readReply(text: string, at: number): { readonly reply: Reply; readonly end: number } | null {
  const line = text.indexOf('\r\n', at)
  if (line === -1) return null
  const rest = text.slice(at + 1, line)
  if (text[at] === ':') return { reply: Number(rest), end: line + 2 }
  if (text[at] !== '*') return { reply: rest, end: line + 2 }
  const items: Reply[] = []
  let end = line + 2
  for (let item = 0; item < Number(rest); item++) {
    const read = readReply(text, end)
    if (read === null) return null
    items.push(read.reply)
    end = read.end
  }
  return { reply: items, end }
}
