import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose'
import { onTestFinished } from 'vitest'

/** An issuer of tokens that publishes its keys over HTTP, for the length of a test. */
export interface Issuer {
  /** Where its keys are. */
  readonly url: string
  /** How often they were asked for. */
  readonly asked: () => number
  /** Signs with the newest key, valid for an hour unless the claims say otherwise. */
  sign(claims: Record<string, unknown>, options?: SignOptions): Promise<string>
  /** Has a new key, and publishes no other. */
  rotate(): Promise<void>
  /** Answers nothing but errors from now on, or answers again. */
  fail(down: boolean): void
  /** The newest public key as text in the form that verifiers take. */
  publicKey(): JWK
}

export interface SignOptions {
  readonly kid?: string
  readonly alg?: string
}

export const issuerName = 'https://login.example.com'
export const audience = 'heddle'

export async function startIssuer(): Promise<Issuer> {
  let number = 0
  let down = false
  let asked = 0
  let current: { kid: string; privateKey: CryptoKey; jwk: JWK }

  async function rotate(): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('RS256')
    const kid = `key-${++number}`
    current = { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
  }
  await rotate()
  const server = createServer((_request, response) => {
    asked += 1
    if (down) return response.writeHead(503).end('down')
    return response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [current.jwk] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`,
    asked: () => asked,
    sign: (claims, { kid = current.kid } = {}) =>
      new SignJWT({ iss: issuerName, aud: audience, sub: 'ann', exp: inSeconds(3_600), ...claims })
        .setProtectedHeader({ alg: 'RS256', kid })
        .sign(current.privateKey),
    rotate,
    fail: (now) => (down = now),
    publicKey: () => current.jwk,
  }
}

export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1_000) + seconds
}
