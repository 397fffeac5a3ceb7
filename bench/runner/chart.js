/** @typedef {import('./results.js').Results} Results */

const colors = [
  '#9aa0a6',
  '#d6336c',
  '#4263eb',
  '#f08c00',
  '#2b8a3e',
  '#7048e8',
  '#0c8599',
  '#a61e4d',
  '#5c940d',
  '#495057',
]
const width = 960
const left = 60
const barHeight = 11

/**
 * A chart of shares as SVG text: for each workload a group of bars, LIMIT's server CPU divided by the contestant's.
 *
 * @param {Results} results
 */
export function shareChart(results) {
  const workloads = results.workloads.filter(({ id }) => results.cells.get(`${id} limit`)?.busy?.serverCpu)
  const groupHeight = results.contestants.length * barHeight + 14
  const top = 50 + 18 * Math.ceil(results.contestants.length / 3)
  const height = top + workloads.length * groupHeight + 30
  const x = (/** @type {number} */ share) => left + Math.min(share, 1.1) * ((width - left - 60) / 1.1)
  const parts = []

  results.contestants.forEach(({ name }, index) => {
    const at = { x: left + (index % 3) * 290, y: 42 + 18 * Math.floor(index / 3) }
    parts.push(`<rect x="${at.x}" y="${at.y - 9}" width="10" height="10" fill="${colors[index % colors.length]}"/>`)
    parts.push(text(at.x + 16, at.y, name))
  })
  for (const mark of [0, 0.25, 0.5, 0.75, 1]) {
    parts.push(`<line x1="${x(mark)}" x2="${x(mark)}" y1="${top - 8}" y2="${height - 24}" stroke="#ced4da"/>`)
    parts.push(text(x(mark) - 8, height - 8, String(mark)))
  }
  workloads.forEach((workload, row) => {
    const y = top + row * groupHeight
    parts.push(text(10, y + groupHeight / 2 - 4, workload.id))
    const limit = results.cells.get(`${workload.id} limit`)?.busy?.serverCpu ?? NaN
    results.contestants.forEach(({ id }, index) => {
      const cpu = results.cells.get(`${workload.id} ${id}`)?.busy?.serverCpu
      if (!cpu) return
      const at = y + index * barHeight
      const share = limit / cpu
      parts.push(
        `<rect x="${left}" y="${at}" width="${(x(share) - left).toFixed(1)}" height="${barHeight - 2}" fill="${colors[index % colors.length]}"/>`,
        `<text x="${(x(share) + 4).toFixed(1)}" y="${at + 8}" font-size="9">${share.toFixed(2)}</text>`,
      )
    })
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
<text x="10" y="20" font-size="15">Share of the limit: CPU of hand-written SQL over CPU of the server, per request at 32 connections</text>
${parts.join('\n')}
</svg>
`
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 */
const text = (x, y, content) =>
  `<text x="${x}" y="${y}">${content.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`
