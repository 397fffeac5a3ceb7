#!/usr/bin/env node
import { runCommand } from './program.ts'
import { mayHaveThread, serveInThread } from './serve-thread.ts'
import { processTerminal } from './terminal.ts'

const thread = mayHaveThread() ? () => serveInThread(new URL(import.meta.url)) : undefined
const code = await runCommand(process.argv.slice(2), processTerminal(), thread)
// A pipe may still hold output: the process ends when it is written, whatever a driver left open.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
