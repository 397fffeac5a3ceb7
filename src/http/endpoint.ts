/** Whether a URL or its path is that of `/graphql`; told without parsing it, which would cost as much as all else here. */
export function isEndpoint(url: string): boolean {
  const path = url.startsWith('/') ? 0 : url.indexOf('/', url.indexOf('//') + 2)
  return url.startsWith('/graphql', path) && (url.length === path + 8 || url[path + 8] === '?')
}
