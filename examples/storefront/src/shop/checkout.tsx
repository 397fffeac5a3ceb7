import { useRef, useState, type FormEvent } from 'react'
import { showMoney, totalOf } from '../money'
import type { Cart, CartChange } from './cart'
import { placeOrder, type Buyer, type Outcome } from './place-order'

interface Props {
  readonly cart: Cart
  change(change: CartChange): void
}

export function Checkout({ cart, change }: Props) {
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  return (
    <section className="panel checkout" aria-labelledby="cart-heading">
      <h2 id="cart-heading">Cart</h2>
      {outcome?.kind === 'ordered' && <Confirmation {...outcome} />}
      {cart.length === 0 ? (
        outcome?.kind !== 'ordered' && <p className="faint">Nothing in it yet.</p>
      ) : (
        <>
          <CartLines cart={cart} change={change} />
          <BuyerForm
            cart={cart}
            outcome={outcome}
            ended={(next) => {
              setOutcome(next)
              if (next.kind === 'ordered') change({ kind: 'empty' })
            }}
          />
        </>
      )}
    </section>
  )
}

function CartLines({ cart, change }: Props) {
  return (
    <ul className="cart">
      {cart.map(({ sku, name, price, quantity }) => (
        <li key={sku}>
          <span>{name}</span>
          <input
            type="number"
            min={0}
            max={99}
            value={quantity}
            aria-label={`How many of ${name}`}
            onChange={({ target }) => change({ kind: 'count', sku, quantity: Math.min(99, target.valueAsNumber || 0) })}
          />
          <strong>{showMoney(totalOf([{ price, quantity }]))}</strong>
        </li>
      ))}
    </ul>
  )
}

const fields = [
  { name: 'name', label: 'Name', type: 'text', autoComplete: 'name' },
  { name: 'email', label: 'Email', type: 'email', autoComplete: 'email' },
  { name: 'street', label: 'Street', type: 'text', autoComplete: 'street-address' },
  { name: 'city', label: 'City', type: 'text', autoComplete: 'address-level2' },
] as const satisfies readonly { name: keyof Buyer; label: string; type: string; autoComplete: string }[]

interface FormProps {
  readonly cart: Cart
  readonly outcome: Outcome | null
  ended(outcome: Outcome): void
}

function BuyerForm({ cart, outcome, ended }: FormProps) {
  const [sending, setSending] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const refused = outcome?.kind === 'refused' ? outcome : null

  async function send(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    const text = (name: keyof Buyer): string => String(given.get(name) ?? '').trim()
    setSending(true)
    const next = await placeOrder(
      { name: text('name'), email: text('email'), street: text('street'), city: text('city') },
      cart,
    )
    setSending(false)
    ended(next)
    if (next.kind === 'refused' && next.field !== null)
      form.current?.querySelector<HTMLElement>(`[name=${next.field}]`)?.focus()
  }

  return (
    <form ref={form} className="buyer" onSubmit={(event) => void send(event)}>
      {fields.map(({ name, label, ...attributes }) => {
        const wrong = refused?.field === name
        return (
          <label key={name}>
            {label}
            <input
              name={name}
              required
              {...attributes}
              aria-invalid={wrong}
              aria-describedby={wrong ? 'checkout-refused' : undefined}
            />
          </label>
        )
      })}
      {refused !== null && (
        <p id="checkout-refused" className="refused" role="alert">
          {refused.reason} Nothing was ordered.
        </p>
      )}
      <button type="submit" className="primary" disabled={sending}>
        {sending ? 'Ordering…' : `Order for ${showMoney(totalOf(cart))}`}
      </button>
    </form>
  )
}

function Confirmation({ order, total, databases }: Extract<Outcome, { kind: 'ordered' }>) {
  return (
    <div className="state confirmed" role="status">
      <p className="state-title">
        Thank you: order {order} over {showMoney(total)}.
      </p>
      <p className="faint">Written to {databases.join(' and ')}, as one.</p>
    </div>
  )
}
