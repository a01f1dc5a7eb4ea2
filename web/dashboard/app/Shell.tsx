import {
  Anchor,
  AppShell,
  Box,
  Burger,
  Button,
  Group,
  Menu,
  NavLink,
  Stack,
  Text,
  useMantineColorScheme,
  type MantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Suspense, useEffect, useRef } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { SignOutDocument, type Scope } from '../operations/generated';
import { Empty, Loading } from '../parts/states';
import { t } from '../texts';
import { useSession } from './session';
import { useSave } from './useSave';
import { Troubles } from './Troubles';
import { useTroubles } from './useTroubles';

/** The pages, each for members with one of its scopes, or for all. */
const pages: readonly { to: string; name: string; scopes?: readonly Scope[] }[] = [
  { to: '/customers', name: t.nav.customers, scopes: ['CUSTOMERS_READ'] },
  { to: '/subscribers', name: t.nav.subscribers, scopes: ['CUSTOMERS_READ'] },
  { to: '/orders', name: t.nav.orders, scopes: ['ORDERS_READ'] },
  {
    to: '/jobs',
    name: t.nav.jobs,
    scopes: ['CUSTOMERS_READ', 'CUSTOMERS_WRITE', 'ORDERS_READ', 'ORDERS_WRITE'],
  },
  { to: '/fields', name: t.nav.fields },
  { to: '/settings', name: t.nav.settings },
];

/** The frame around every page of the shop. */
export function Shell() {
  const { shop, can } = useSession();
  const { pathname } = useLocation();
  const troubles = useTroubles();
  const [open, { toggle, close }] = useDisclosure();
  const main = useRef<HTMLElement>(null);
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    close();
    main.current?.focus({ preventScroll: true }); // a reader of the screen hears the new page
    window.scrollTo(0, 0);
  }, [pathname, close]);

  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !open } }}
      padding={{ base: 'sm', sm: 'lg' }}
    >
      <AppShell.Header>
        <Anchor href="#main" className="skip">
          {t.app.skip}
        </Anchor>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" className="shrink">
            <Burger
              opened={open}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t.app.menu}
              aria-expanded={open}
            />
            <Text fw={700} truncate component="div">
              <bdi>{shop.name}</bdi>
            </Text>
          </Group>
          <AccountMenu />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t.app.navigation}>
        {pages
          .filter(({ scopes }) => scopes === undefined || scopes.some(can))
          .map(({ to, name }) => {
            const here = pathname === to || pathname.startsWith(`${to}/`);
            return (
              <NavLink
                key={to}
                component={Link}
                to={to}
                label={name}
                active={here}
                aria-current={here ? 'page' : undefined}
                rightSection={to === '/settings' && <Troubles n={troubles} />}
              />
            );
          })}
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} ref={main} className="main">
        <Box maw={1680} mx="auto">
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </Box>
      </AppShell.Main>
    </AppShell>
  );
}

const schemes: readonly { scheme: MantineColorScheme; name: string }[] = [
  { scheme: 'light', name: t.app.light },
  { scheme: 'dark', name: t.app.dark },
  { scheme: 'auto', name: t.app.auto },
];

function AccountMenu() {
  const { member } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [signOut] = useSave(SignOutDocument);
  const leave = async () => {
    await signOut({ everywhere: false });
    location.assign('/dashboard/');
  };
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="subtle" color="gray" className="account" aria-label={t.app.signedInAs(member.name)}>
          <Text truncate maw={{ base: 96, sm: 220 }} size="sm" component="span">
            <bdi>{member.name}</bdi>
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Stack gap={0}>
            <bdi className="wrap">{member.email}</bdi>
            {t.settings.roles[member.role]}
          </Stack>
        </Menu.Label>
        <Menu.Item component={Link} to="/settings/account">
          {t.app.account}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t.app.colours}</Menu.Label>
        {schemes.map(({ scheme, name }) => (
          <Menu.Item
            key={scheme}
            onClick={() => setColorScheme(scheme)}
            rightSection={colorScheme === scheme ? '✓' : undefined}
            aria-current={colorScheme === scheme || undefined}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void leave()}>{t.app.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Stands where no page is. */
export function Missing() {
  return (
    <Empty title={t.app.notFound} text="">
      <Anchor component={Link} to="/customers">
        {t.app.home}
      </Anchor>
    </Empty>
  );
}
