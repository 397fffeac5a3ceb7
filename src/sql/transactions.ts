import type { DialectName } from '../catalog/catalog.ts'
import { mariadbTransaction } from './mariadb/transaction.ts'
import { postgresTransaction } from './postgres/transaction.ts'
import { sqliteTransaction } from './sqlite/transaction.ts'
import type { TransactionSql } from './transaction.ts'

/** How each dialect writes transactions. */
export const transactions: Readonly<Record<DialectName, TransactionSql>> = {
  mariadb: mariadbTransaction,
  mysql: mariadbTransaction,
  postgres: postgresTransaction,
  sqlite: sqliteTransaction,
}
