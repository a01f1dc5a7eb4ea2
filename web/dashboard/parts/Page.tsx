import { Group, Stack, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { useSession } from '../app/session';
import { t } from '../texts';

/** A page of the shop: its heading, what can be done, and what there is. */
export function Page({
  title,
  name,
  actions,
  children,
}: {
  title: ReactNode;
  name: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  const { shop } = useSession();
  useEffect(() => {
    document.title = t.app.title(name, shop.name);
  }, [name, shop.name]);
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Title order={1} size="h2" className="wrap">
          {title}
        </Title>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
