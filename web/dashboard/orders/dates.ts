/** The day of the calendar (YYYY-MM-DD) that it is where the reader is. */
export function today(): string {
  const now = new Date();
  const two = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** A moment of the day for the API: noon where the reader is, and of today undefined, which is now. */
export function momentOf(day: string): string | undefined {
  return day === today() ? undefined : new Date(`${day}T12:00:00`).toISOString();
}
