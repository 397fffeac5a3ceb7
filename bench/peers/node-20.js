/** PostGraphile 5.1 is made for Node 22: the one thing that it misses in Node 20. */
if (!('withResolvers' in Promise)) {
  Object.assign(Promise, {
    withResolvers() {
      const deferred = {}
      const promise = new Promise((resolve, reject) => Object.assign(deferred, { resolve, reject }))
      return Object.assign(deferred, { promise })
    },
  })
}
