import { test } from 'vitest'
import { openWriteWorld, shopWorld } from './shop.ts'
test('play', async () => {
  for (const [a, b] of [
    ['sqlite', 'sqlite'],
    ['postgres', 'postgres'],
  ] as const) {
    const w = await openWriteWorld(shopWorld(a, b))
    const show = async (d: string, v = {}) => {
      const r = await w.run(d, v)
      console.log(d, JSON.stringify(r.result), r.path, r.statements)
      const q = await w.run(d.includes('mutation') ? '{__typename}' : d, v, { reference: true })
      void q
    }
    try {
      console.log(
        (
          await w.heddle.explain(
            'mutation { createUser(data: {email: "a", name: "A", addresses: {create: [{street: "s"}]}}) { id addresses { street city } } }',
          )
        ).text,
      )
      await show(
        'mutation { createUser(data: {email: "a@x", name: "A", addresses: {create: [{street: "s"},{street:"t", city:"Z"}]}}) { id email visits addresses { street city } } }',
      )
      await show(
        'mutation { createUsers(data: [{email: "b@x", name: "B"},{email:"c@x", name:"C", country:"CH"}]) { count rows { id email country } } }',
      )
      await show('mutation { updateUser(where:{id:1}, data:{name:"AA"}, inc:{visits: 5}) { id name visits } }')
      await show(
        'mutation { updateUsers(where:{country:{isNull:true}}, data:{country:"DE"}) { count rows { id country } } }',
      )
      await show('mutation { upsertUser(data:{email:"a@x", name:"upserted"}, on: email) { id name } }')
      await show('mutation { upsertUser(data:{email:"a@x", name:"no"}, on: email, update: []) { id name } }')
      await show(
        'mutation { createClub(data: {name:"chess"}) { id } updateUser(where:{email:"a@x"}, data:{clubs:{connect:[{name:"chess"}], create:[{name:"go"}]}, addresses:{update:[{where:{id:1}, data:{city:"Basel"}}], delete:[{id:2}]}, profile: {create:{bio:"hi"}}}) { clubs{name} addresses{id city} profile{bio} } }',
      )
      await show('mutation { deleteUsers(where:{id:{eq:3}}) { count rows { id email } } }')
      await show('mutation { deleteUser(where:{id:99}) { id } }')
      await show(
        'mutation { createOrder(data:{total:"12.50", userId: 1, items:{create:[{sku:"a"},{sku:"b", quantity:3}]}}) { id total user { name } items { sku quantity } } }',
      )
      await show(
        'mutation { createOrder(data:{total:"12.50", user:{create:{email:"q@x", name:"Q"}}}) { id total user { name } } }',
      )
      await show('mutation { createUser(data: {email: "a@x", name: "A"}) { id } }')
      await show('{ users { id email name clubs { name } orders { id } } }')
    } finally {
      await w.close()
    }
  }
}, 60000)
