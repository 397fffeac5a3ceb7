/**
 * The demo's calendar, in seconds since 1970. Fixed: the clock of the machine never reaches the data, so every first
 * start makes the same rows.
 */
export const moments = {
  firstSignUp: Date.UTC(2022, 0, 3) / 1000,
  lastSignUp: Date.UTC(2026, 5, 1) / 1000,
  firstOrder: Date.UTC(2023, 0, 2) / 1000,
  /** The demo's "today": nothing is later. */
  end: Date.UTC(2026, 6, 1) / 1000 - 1,
} as const

export const day = 24 * 60 * 60
