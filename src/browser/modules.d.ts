// What Vite makes of these is a side effect: styles of the page, and the editor's workers.
declare module '*.css'
declare module 'graphiql/setup-workers/vite'
