/** What a customer is about to buy. */
export interface CartLine {
  readonly sku: string
  readonly name: string
  readonly price: string
  readonly quantity: number
}

export type Cart = readonly CartLine[]

export type CartChange =
  | { readonly kind: 'add'; readonly product: Omit<CartLine, 'quantity'> }
  | { readonly kind: 'count'; readonly sku: string; readonly quantity: number }
  | { readonly kind: 'empty' }

/** The cart after a change; a line of none is gone. */
export function changeCart(cart: Cart, change: CartChange): Cart {
  switch (change.kind) {
    case 'add': {
      const line = cart.find(({ sku }) => sku === change.product.sku)
      if (line === undefined) return [...cart, { ...change.product, quantity: 1 }]
      return changeCart(cart, { kind: 'count', sku: line.sku, quantity: line.quantity + 1 })
    }
    case 'count':
      return cart
        .map((line) => (line.sku === change.sku ? { ...line, quantity: change.quantity } : line))
        .filter(({ quantity }) => quantity > 0)
    case 'empty':
      return []
  }
}
