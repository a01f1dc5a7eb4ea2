import { Group, Paper, Text, Title, VisuallyHidden } from '@mantine/core';
import { use, useId, type ReactNode } from 'react';
import { PageTitle } from './Page';

type Props = {
  title: string;
  /** One sentence below the title, where the title does not say enough. */
  help?: ReactNode;
  actions?: ReactNode;
  /** For content that reaches the edges, such as a table or rows with lines between them. */
  flush?: boolean;
  children: ReactNode;
};

/** A card: a part of a page with a heading of its own, which is not seen where the page has the same title. */
export function Section({ title, help, actions, flush, children }: Props) {
  const id = useId();
  const same = use(PageTitle) === title;
  const about = help !== undefined && (
    <Text size="sm" c="dimmed" maw="44rem">
      {help}
    </Text>
  );
  return (
    <Paper withBorder component="section" aria-labelledby={id} className="card" data-flush={flush || undefined}>
      <div className="card-head">
        <Group
          justify={same && help === undefined ? 'flex-end' : 'space-between'}
          wrap={same ? 'nowrap' : 'wrap'}
          gap={same ? 'md' : 'xs'}
          mih={same ? 0 : '1.75rem'}
        >
          {same ? (
            <>
              <VisuallyHidden component="h2" id={id}>
                {title}
              </VisuallyHidden>
              <div className="shrink">{about}</div>
            </>
          ) : (
            <Title order={2} size="h4" id={id}>
              {title}
            </Title>
          )}
          {actions !== undefined && (
            <Group gap="xs" wrap={same ? 'nowrap' : 'wrap'} className={same ? 'state' : undefined}>
              {actions}
            </Group>
          )}
        </Group>
        {!same && about}
      </div>
      <div className="card-body">{children}</div>
    </Paper>
  );
}
