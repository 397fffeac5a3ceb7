/** What the server told the page. */
export interface GraphiqlData {
  /** The query to begin with. */
  readonly query: string
  /** Whether there is a map. */
  readonly map: boolean
}

/** The data of the page, as `http/browser-files.ts` has written it there. */
export function pageData<T>(): T {
  const text = document.getElementById('page-data')?.textContent
  return JSON.parse(text ?? 'null') as T // the server's own
}
