import { Paper, Stack, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { IconUsers } from '../parts/icons';

/** A page outside of the shop: one card in the middle. */
export function Gate({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <main className="gate">
      <Paper withBorder radius="xl" className="gate-card">
        <span className="gate-mark" aria-hidden="true">
          <IconUsers size={20} />
        </span>
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
