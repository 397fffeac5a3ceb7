import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/**
 * What a program writes to its standard output.
 *
 * @throws Error with all that it wrote, where it does not end well
 */
export async function runProgram(file: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await execute(file, [...args], { cwd, maxBuffer: 64 * 1024 * 1024 })).stdout
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { readonly stdout?: string; readonly stderr?: string }
    throw new Error(`${file} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error })
  }
}
