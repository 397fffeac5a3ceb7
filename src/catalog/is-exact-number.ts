/** Whether JavaScript's number is the one that is written. */
export function isExactNumber(text: string): boolean {
  return plain(text) === plain(String(Number(text)))
}

/** Digits without zeros around them, and the power of ten of the last one. */
function plain(text: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  if (significant === '') return '0'
  return `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`
}
