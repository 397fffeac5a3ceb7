import { useState } from 'react'
import { useSettled } from '../use-settled'
import { everyone } from './criteria'
import { CustomerFilters } from './customer-filters'
import { CustomerList, type Customer } from './customer-list'
import { CustomerOrders } from './customer-orders'

export function CustomersPage() {
  const [criteria, setCriteria] = useState(everyone)
  const [chosen, choose] = useState<Customer | null>(null)
  const asked = useSettled(criteria, 150)
  return (
    <main>
      <h1>Customers</h1>
      <CustomerFilters criteria={criteria} change={setCriteria} />
      <div className={chosen === null ? 'columns' : 'columns columns-two'}>
        <section className="panel" aria-label="List of customers">
          <CustomerList criteria={asked} chosen={chosen} choose={choose} />
        </section>
        {chosen !== null && <CustomerOrders customer={chosen} close={() => choose(null)} />}
      </div>
    </main>
  )
}
