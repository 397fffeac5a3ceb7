import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** Where a connection breaks, of one message of the client and its answer. `half`: in the middle of the bytes. */
export const moments = ['before it is sent', 'half sent', 'sent, not answered', 'half answered'] as const

/** How it breaks: it is torn, it is ended, or nothing comes through any more and nobody is told. */
export const breaks = ['reset', 'end', 'silence'] as const

export interface Cut {
  /** What the message holds. */
  readonly command: RegExp
  readonly moment: (typeof moments)[number]
  readonly how: (typeof breaks)[number]
  /** Nobody is let in from then on, until the network is healed. */
  readonly closed?: boolean
}

/** A network between Heddle and a database that breaks at a message of a client. */
export interface PacketProxy {
  readonly port: number
  /** Breaks the connection of the next client who sends this. */
  arm(cut: Cut): void
  /** Whether somebody did. */
  readonly fired: boolean
  /** Everybody is let in; what hung is over for both sides. */
  heal(): void
  close(): Promise<void>
}

interface Link {
  readonly client: Socket
  readonly upstream: Socket
  readonly messages: Messages
  /** The cut that waits for the answer. */
  waiting: Cut | null
  silent: boolean
}

/** Opens a network to a server that speaks this protocol. */
export async function openPacketProxy(target: URL, protocol: 'postgres' | 'mariadb'): Promise<PacketProxy> {
  const links = new Set<Link>()
  let armed: Cut | null = null
  let fired = false
  let closed = false

  function take(client: Socket): void {
    if (closed) return void client.resetAndDestroy()
    const upstream = connect(Number(target.port), target.hostname)
    const link: Link = { client, upstream, messages: new Messages(protocol), waiting: null, silent: false }
    links.add(link)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.setNoDelay(true).on('error', () => {})
      // Where nothing comes through, nobody hears that the other side has left.
      from.on('close', () => link.silent || to.destroy())
    }
    client.on('data', (bytes: Buffer) => link.messages.add(bytes).forEach((message) => ask(link, message)))
    upstream.on('data', (bytes: Buffer) => answer(link, bytes))
  }

  function ask(link: Link, message: Buffer): void {
    if (link.silent || link.upstream.destroyed) return
    const cut = link.waiting === null && armed?.command.test(message.toString('latin1')) ? armed : null
    if (cut === null) return void link.upstream.write(message)
    armed = null
    fired = true
    if (cut.moment === 'before it is sent') return sever(link, cut)
    if (cut.moment === 'half sent') {
      link.upstream.write(message.subarray(0, message.length >> 1), () => sever(link, cut))
      return
    }
    link.waiting = cut
    link.upstream.write(message)
  }

  function answer(link: Link, bytes: Buffer): void {
    if (link.silent || link.client.destroyed) return
    const { waiting } = link
    if (waiting === null) return void link.client.write(bytes)
    if (waiting.moment === 'sent, not answered') return sever(link, waiting)
    link.client.write(bytes.subarray(0, bytes.length >> 1), () => sever(link, waiting))
  }

  function sever(link: Link, { how, closed: shut = false }: Cut): void {
    closed = shut
    if (shut) for (const other of links) if (other !== link) tear(other)
    if (how === 'reset') tear(link)
    link.silent = true
    if (how === 'end') for (const socket of [link.client, link.upstream]) socket.end()
  }

  function tear({ client, upstream }: Link): void {
    client.resetAndDestroy()
    upstream.resetAndDestroy()
  }

  const server = createServer(take)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    arm(cut) {
      armed = cut
      fired = false
    },
    get fired() {
      return fired
    },
    heal() {
      armed = null
      closed = false
      for (const link of links) {
        if (!link.silent) continue
        tear(link)
        links.delete(link)
      }
    },
    async close() {
      for (const link of links) tear(link)
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Cuts what a client sends into its messages. */
class Messages {
  readonly #protocol: 'postgres' | 'mariadb'
  #rest: Buffer = Buffer.alloc(0)
  /** Until PostgreSQL is told who comes, messages have no type before their length. */
  #first = true

  constructor(protocol: 'postgres' | 'mariadb') {
    this.#protocol = protocol
  }

  /** The messages that are complete now. */
  add(bytes: Buffer): Buffer[] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const messages: Buffer[] = []
    for (let length = this.#length(); length !== null && length <= this.#rest.length; length = this.#length()) {
      // Whether it may be encrypted is asked first, in eight bytes.
      this.#first &&= length === 8
      messages.push(this.#rest.subarray(0, length))
      this.#rest = this.#rest.subarray(length)
    }
    return messages
  }

  #length(): number | null {
    const rest = this.#rest
    if (this.#protocol === 'mariadb') return rest.length < 4 ? null : rest.readUIntLE(0, 3) + 4
    const head = this.#first ? 0 : 1
    return rest.length < head + 4 ? null : rest.readUInt32BE(head) + head
  }
}
