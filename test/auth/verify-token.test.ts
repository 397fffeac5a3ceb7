import { createHmac, createPublicKey } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { claimAt } from '../../src/auth/claims.ts'
import { createAuthenticate, type Authenticate, type TokenRules } from '../../src/auth/verify-token.ts'
import type { HeddleError } from '../../src/errors.ts'
import { audience, inSeconds, issuerName, startIssuer, type Issuer } from './issuer.ts'

const times = { refreshAfter: 60_000, useFor: 3_600_000, pause: 0, timeout: 1_000 }
const rules = { algorithms: ['RS256'], issuer: [issuerName], audience: [audience], clockToleranceMs: 0 }

function byKeys({ url }: Issuer, changed: Partial<typeof times> = {}, reports: unknown[] = []): Authenticate {
  return createAuthenticate({ ...rules, keys: { url } }, (error) => reports.push(error), { ...times, ...changed })
}

async function refusal(authenticate: Authenticate, token: string): Promise<string> {
  try {
    await authenticate(`Bearer ${token}`)
    return 'taken'
  } catch (error) {
    return (error as HeddleError).code
  }
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token signed with a key of the issuer', () => {
  it('says who asks; without a header nobody does', async () => {
    const issuer = await startIssuer()
    const authenticate = byKeys(issuer)
    expect(await authenticate(`Bearer ${await issuer.sign({ role: 'admin' })}`)).toMatchObject({
      sub: 'ann',
      role: 'admin',
    })
    expect(await authenticate(null)).toBeNull()
  })

  it('is looked at once, and not after its time', async () => {
    const issuer = await startIssuer()
    const authenticate = byKeys(issuer)
    const token = await issuer.sign({ exp: inSeconds(2) })
    await authenticate(`Bearer ${token}`)
    expect(authenticate(`Bearer ${token}`), 'known: nothing to wait for').not.toBeInstanceOf(Promise)
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    expect(await refusal(authenticate, token)).toBe('UNAUTHENTICATED')
  })

  it.each<[string, (issuer: Issuer) => Promise<string> | string]>([
    ['is over', (issuer) => issuer.sign({ exp: inSeconds(-10) })],
    ['has no end', (issuer) => issuer.sign({ exp: undefined })],
    ['begins later', (issuer) => issuer.sign({ nbf: inSeconds(60) })],
    ['is of another issuer', (issuer) => issuer.sign({ iss: 'https://other.example.com' })],
    ['is of no issuer', (issuer) => issuer.sign({ iss: undefined })],
    ['is for another service', (issuer) => issuer.sign({ aud: 'billing' })],
    ['is for nobody', (issuer) => issuer.sign({ aud: undefined })],
    ['names a key that there is not', (issuer) => issuer.sign({}, { kid: 'nowhere' })],
    [
      'was changed',
      async (issuer) => {
        const [head, , signature] = (await issuer.sign({})).split('.')
        return `${head}.${part({ iss: issuerName, aud: audience, sub: 'bo', exp: inSeconds(60) })}.${signature}`
      },
    ],
    ['has no signature', async (issuer) => (await issuer.sign({})).replace(/[^.]*$/, '')],
    [
      'is signed by nobody',
      () =>
        new UnsecuredJWT({ sub: 'ann' }).setIssuer(issuerName).setAudience(audience).setExpirationTime('1h').encode(),
    ],
    [
      'says that its algorithm is none',
      async (issuer) => (await issuer.sign({})).replace(/^[^.]*/, part({ alg: 'none', kid: issuer.publicKey().kid })),
    ],
    [
      'brings its own key',
      async (issuer) => {
        const body = part({ iss: issuerName, aud: audience, sub: 'ann', exp: inSeconds(60) })
        return `${part({ alg: 'RS256', jwk: issuer.publicKey() })}.${body}.c2lnbmF0dXJl`
      },
    ],
    ['is no token', () => 'abc'],
    ['is three times nothing', () => '..'],
    ['is a very long text', () => `a.${'b'.repeat(100_000)}.c`],
    ['is not JSON inside', () => `${Buffer.from('{').toString('base64url')}.e30.c2ln`],
  ])('is refused where it %s', async (_name, make) => {
    const issuer = await startIssuer()
    expect(await refusal(byKeys(issuer), await make(issuer))).toBe('UNAUTHENTICATED')
  })

  it('is refused where the public key was used as a secret: the algorithm is ours to choose', async () => {
    const issuer = await startIssuer()
    const key = issuer.publicKey()
    const pem = createPublicKey({ key: key as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
    for (const secret of [pem, JSON.stringify(key), key.n ?? '']) {
      const head = `${part({ alg: 'HS256', kid: key.kid })}.${part({ iss: issuerName, aud: audience, exp: inSeconds(60) })}`
      const forged = `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`
      expect(await refusal(byKeys(issuer), forged)).toBe('UNAUTHENTICATED')
    }
  })

  it.each(['Basic YW5uOmh1bnRlcjI=', 'Bearer', 'Bearer ', 'Bearer a b', 'ann', ''])(
    'refuses the header %j',
    async (header) => {
      await expect(byKeys(await startIssuer())(header)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    },
  )

  it('says of what is wrong only that its time is over', async () => {
    const issuer = await startIssuer()
    const messageFor = async (claims: object): Promise<string> =>
      Promise.resolve(byKeys(issuer)(`Bearer ${await issuer.sign({ ...claims })}`)).then(
        () => 'taken',
        (error: Error) => error.message,
      )
    expect(await messageFor({ exp: inSeconds(-9) })).toBe('The token has expired.')
    expect(await messageFor({ aud: 'billing' })).toBe('The token is not valid.')
    expect(await messageFor({ iss: 'x' })).toBe('The token is not valid.')
  })
})

describe("the issuer's keys", () => {
  it('are fetched once for many tokens', async () => {
    const issuer = await startIssuer()
    const authenticate = byKeys(issuer)
    const tokens = await Promise.all(Array.from({ length: 50 }, (_, sub) => issuer.sign({ sub: String(sub) })))
    await Promise.all(tokens.map((token) => authenticate(`Bearer ${token}`)))
    expect(issuer.asked()).toBe(1)
  })

  it('are fetched anew where a token names a new one', async () => {
    const issuer = await startIssuer()
    const authenticate = byKeys(issuer)
    const old = await issuer.sign({ sub: 'old' })
    await authenticate(`Bearer ${await issuer.sign({})}`)
    await issuer.rotate()
    expect(await refusal(authenticate, await issuer.sign({ sub: 'new' }))).toBe('taken')
    expect(await refusal(authenticate, old), 'the issuer has withdrawn its key').toBe('UNAUTHENTICATED')
  })

  it('are not asked for with every key that somebody makes up', async () => {
    const issuer = await startIssuer()
    const authenticate = byKeys(issuer, { pause: 60_000 })
    await authenticate(`Bearer ${await issuer.sign({})}`)
    for (let n = 0; n < 20; n++)
      expect(await refusal(authenticate, await issuer.sign({}, { kid: `k${n}` }))).not.toBe('taken')
    expect(issuer.asked()).toBe(1)
  })

  it('go on being used while the issuer is down, and are fetched in the background', async () => {
    const issuer = await startIssuer()
    const reports: unknown[] = []
    const authenticate = byKeys(issuer, { refreshAfter: 0 }, reports)
    await authenticate(`Bearer ${await issuer.sign({ sub: 'a' })}`)
    issuer.fail(true)
    expect(await refusal(authenticate, await issuer.sign({ sub: 'b' }))).toBe('taken')
    await expect.poll(() => reports.length).toBeGreaterThan(0)
    expect(issuer.asked()).toBeGreaterThan(1)
  })

  it('that nobody has confirmed for too long are used no more', async () => {
    const issuer = await startIssuer()
    const authenticate = byKeys(issuer, { useFor: 0 })
    await authenticate(`Bearer ${await issuer.sign({ sub: 'a' })}`)
    issuer.fail(true)
    expect(await refusal(authenticate, await issuer.sign({ sub: 'b' }))).toBe('AUTH_UNAVAILABLE')
  })

  it('that cannot be fetched leave open who asks: no 401 that would sign the user out, and no anonymous answer', async () => {
    const issuer = await startIssuer()
    issuer.fail(true)
    const authenticate = byKeys(issuer)
    const token = await issuer.sign({})
    expect(await refusal(authenticate, token)).toBe('AUTH_UNAVAILABLE')
    issuer.fail(false)
    expect(await refusal(authenticate, token)).toBe('taken')
  })
})

describe('a token signed with a shared secret', () => {
  const secret = 'a secret of thirty-two characters'
  const shared: TokenRules = {
    keys: { secret },
    algorithms: ['HS256'],
    issuer: undefined,
    audience: undefined,
    clockToleranceMs: 0,
  }
  const sign = (alg: string, by: string): Promise<string> =>
    new SignJWT({ sub: 'ann', exp: inSeconds(60) })
      .setProtectedHeader({ alg })
      .sign(new TextEncoder().encode(by.padEnd(64, '.')))

  it('says who asks', async () => {
    const authenticate = createAuthenticate({ ...shared, keys: { secret: secret.padEnd(64, '.') } }, () => {})
    expect(await authenticate(`Bearer ${await sign('HS256', secret)}`)).toMatchObject({ sub: 'ann' })
    expect(await refusal(authenticate, await sign('HS512', secret)), 'of another algorithm').toBe('UNAUTHENTICATED')
    expect(await refusal(authenticate, await sign('HS256', 'another')), 'of another secret').toBe('UNAUTHENTICATED')
  })
})

it('finds a claim by its name or by the way to it, and nothing that an object inherits', () => {
  const claims = { 'https://example.com/role': 'a', realm: { roles: ['b'] } }
  expect(claimAt(claims, 'https://example.com/role')).toBe('a')
  expect(claimAt(claims, 'realm.roles')).toEqual(['b'])
  for (const path of ['constructor', 'realm.constructor.name', '__proto__', 'realm.roles.x.y', 'none']) {
    expect(claimAt(claims, path)).toBeUndefined()
  }
})
