import { useId } from 'react'

interface Props {
  readonly label: string
  /** What the empty value is called; without it there is none. */
  readonly any?: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string }[]
  change(value: string): void
}

/** A labelled list to choose one of. */
export function Choice({ label, any, value, options, change }: Props) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={({ target }) => change(target.value)}>
        {any !== undefined && <option value="">{any}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
