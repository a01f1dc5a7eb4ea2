import { Paper, Stack, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

/** A page outside of the shop: one card in the middle. */
export function Gate({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main className="gate">
      <Paper withBorder radius="xl" className="gate-card">
        <Mark />
        <Stack>
          <Title order={1} size="h2" className="wrap">
            {title}
          </Title>
          {children}
        </Stack>
      </Paper>
    </main>
  );
}

/** The product's mark, as in favicon.svg. */
function Mark() {
  return (
    <svg viewBox="0 0 32 32" className="gate-mark" aria-hidden="true">
      <path d="M21.5 11.5a7 7 0 1 0 0 9" fill="none" stroke="#fff" strokeWidth="3.6" strokeLinecap="round" />
    </svg>
  );
}
