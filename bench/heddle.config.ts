/** Heddle as a user would set it up: nothing in here is for the benchmark but where the databases are. */
import { defineConfig } from 'heddle'
import { postgres } from 'heddle/postgres'
import { sqlite } from 'heddle/sqlite'
import * as accounts from './schema/accounts.js'
import * as music from './schema/music.js'
import { relations } from './schema/relations.js'
import * as shop from './schema/shop.js'

const pool = { size: 6, maxOverflow: 0 } // as every contestant

export default defineConfig({
  sources: {
    accounts: postgres({ url: 'env:BENCH_ACCOUNTS_URL', schema: accounts, pool }),
    music: postgres({ url: 'env:BENCH_MUSIC_URL', schema: music, pool }),
    shop: sqlite({ file: process.env['BENCH_SHOP_FILE']!, schema: shop }),
  },
  relations,
  permissions: 'open',
  secret: 'no secret: the benchmark encrypts no cursor that matters',
})
