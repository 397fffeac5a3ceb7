import type { ColumnType } from '../../catalog/catalog.ts'
import {
  encodeBoolean,
  encodeBytes,
  encodeFloat,
  encodeInteger,
  encodeTemporal,
  encodeText,
  encodeUuid,
  fittingDecimal,
} from '../encode-value.ts'
import type { SqlValue } from '../statement.ts'
import { epochMicros } from '../temporal.ts'

/**
 * A value as its column stores it: what reading it again gives back. A moment is cut to what its column can tell apart.
 */
export function storedValue(type: ColumnType, value: unknown): SqlValue {
  if (value === null || value === undefined) return null
  switch (type.kind) {
    case 'int':
    case 'bigint':
      return encodeInteger(type, value)
    case 'decimal':
      return Number(fittingDecimal(type, value))
    case 'float':
      return encodeFloat(type, value)
    case 'string':
    case 'enum':
      return encodeText(type, value)
    case 'boolean':
      return encodeBoolean(type, value) ? 1n : 0n
    case 'uuid': {
      const uuid = encodeUuid(type, value)
      return type.storage === 'blob' ? Buffer.from(uuid.replaceAll('-', ''), 'hex') : uuid
    }
    case 'bytes':
      return encodeBytes(type, value)
    case 'json': {
      const text = JSON.stringify(value)
      return type.storage === 'blob' ? Buffer.from(text) : text
    }
    default:
      return storedMoment(type, encodeTemporal(type, value))
  }
}

/** Seconds, milliseconds, days of the Julian calendar, or text as CURRENT_TIMESTAMP writes it. */
function storedMoment(type: ColumnType, wire: string): SqlValue {
  const micros = (): bigint => epochMicros(type.kind === 'time' ? `1970-01-01T${wire}` : wire)
  switch (type.storage) {
    case 'seconds':
      return floor(micros(), 1_000_000n)
    case 'milliseconds':
      return floor(micros(), 1_000n)
    case 'julian':
      return Number(micros()) / 86_400e6 + 2_440_587.5
    default:
      return type.kind === 'dateTime' || type.kind === 'localDateTime' ? wire.replace('T', ' ').replace('Z', '') : wire
  }
}

function floor(value: bigint, unit: bigint): bigint {
  const rest = ((value % unit) + unit) % unit
  return (value - rest) / unit
}
