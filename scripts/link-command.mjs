// Runs after the build of `npm ci` in a checkout: puts the package's own command beside those of its dependencies, so
// that `npx heddle` finds it without asking the registry.
import { chmodSync, existsSync, rmSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../node_modules/.bin', import.meta.url))
const command = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))

chmodSync(command, 0o755)
// On Windows npm writes scripts instead of links; there `node dist/cli/main.js` is the way.
if (existsSync(bin) && process.platform !== 'win32') {
  rmSync(`${bin}/heddle`, { force: true })
  symlinkSync('../../dist/cli/main.js', `${bin}/heddle`)
}
