import { Center, Paper, Stack, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';

/** A page outside of the shop: one card in the middle. */
export function Gate({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder p="xl" w="100%" maw={440} radius="lg">
        <Stack>
          <Title order={1} size="h3" className="wrap">
            {title}
          </Title>
          {children}
        </Stack>
      </Paper>
    </Center>
  );
}
