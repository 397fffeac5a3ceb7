import { useQuery } from 'urql'
import { graphql } from '../graphql'
import { Choice } from '../parts/choice'
import { everyone, sorts, type Criteria } from './criteria'

const FiltersQuery = graphql(`
  query Filters {
    usersGroupBy(by: [{ column: country }]) {
      key {
        country
      }
      count
    }
    productsGroupBy(by: [{ column: category }]) {
      key {
        category
      }
    }
  }
`)

const countryNames = new Intl.DisplayNames('en', { type: 'region' })

interface Props {
  readonly criteria: Criteria
  change(criteria: Criteria): void
}

export function CustomerFilters({ criteria, change }: Props) {
  const [{ data, error }, ask] = useQuery({ query: FiltersQuery })
  const countries = (data?.usersGroupBy ?? []).flatMap(({ key: { country }, count }) =>
    country === null ? [] : [{ value: country, label: `${countryNames.of(country)} (${count})` }],
  )
  const categories = (data?.productsGroupBy ?? []).flatMap(({ key: { category } }) =>
    category === null ? [] : [{ value: category, label: category }],
  )
  return (
    <form className="filters" role="search" aria-label="Customers" onSubmit={(event) => event.preventDefault()}>
      <label>
        Name
        <input
          type="search"
          value={criteria.name}
          placeholder="a part of it"
          onChange={({ target }) => change({ ...criteria, name: target.value })}
        />
      </label>
      <Choice
        label="Country"
        any="All countries"
        value={criteria.country}
        options={countries}
        change={(country) => change({ ...criteria, country })}
      />
      <Choice
        label="Bought from"
        any="Anything"
        value={criteria.category}
        options={categories}
        change={(category) => change({ ...criteria, category })}
      />
      <Choice
        label="First"
        value={criteria.sort}
        options={sorts}
        change={(sort) => change({ ...criteria, sort: sort as Criteria['sort'] })}
      />
      <button type="button" onClick={() => change(everyone)} disabled={criteria === everyone}>
        Reset
      </button>
      {error !== undefined && (
        <button type="button" onClick={() => ask({ requestPolicy: 'network-only' })}>
          Load the choices again
        </button>
      )}
    </form>
  )
}
