import { Group, Stack, Text, Title } from '@mantine/core';
import { createContext, Fragment, useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';
import { useSession } from '../app/session';
import { t } from '../texts';
import { IconChevronRight } from './icons';

/** The title of the page, if it is plain text. */
export const PageTitle = createContext<string | undefined>(undefined);

/** A page above this one. */
export type Crumb = { to: string; label: string };

type Props = {
  title: ReactNode;
  /** The title as text, for the browser's tab. */
  name: string;
  /** The pages above this one, the topmost first. */
  crumbs?: readonly Crumb[];
  /** The states of the record, as pills beside the title. */
  status?: ReactNode;
  /** Facts about the record, below the title. */
  about?: ReactNode;
  /** What can be done: the rare actions in a menu first, the main one last. */
  actions?: ReactNode;
  /** A page of one narrow column, such as a form. */
  narrow?: boolean;
  children: ReactNode;
};

/** A page of the shop: where it is, its heading, what can be done, and what there is. */
export function Page({ title, name, crumbs = [], status, about, actions, narrow, children }: Props) {
  const { shop } = useSession();
  useEffect(() => {
    document.title = t.app.title(name, shop.name);
  }, [name, shop.name]);
  return (
    <div className="page" data-narrow={narrow || undefined}>
      <header className="page-head">
        {crumbs.length > 0 && <Crumbs crumbs={crumbs} />}
        <div className="page-row">
          <Group gap="xs" className="shrink page-title">
            <Title order={1} size="h2" className="wrap">
              {title}
            </Title>
            {status}
          </Group>
          {actions !== undefined && <div className="page-actions">{actions}</div>}
        </div>
        {about !== undefined && (
          <Text c="dimmed" size="sm" component="div" className="page-about">
            {about}
          </Text>
        )}
      </header>
      <PageTitle value={typeof title === 'string' ? title : undefined}>
        <Stack gap="md">{children}</Stack>
      </PageTitle>
    </div>
  );
}

function Crumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label={t.app.breadcrumb} className="crumbs">
      {crumbs.map(({ to, label }, i) => (
        <Fragment key={to}>
          {i > 0 && <IconChevronRight size={14} aria-hidden="true" />}
          <Link to={to}>{label}</Link>
        </Fragment>
      ))}
    </nav>
  );
}
