import { Anchor, Burger } from '@mantine/core';
import { useDisclosure, useWindowEvent } from '@mantine/hooks';
import { Suspense, useEffect, useRef } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { PaletteProvider } from '../palette/PaletteProvider';
import { IconMapPin } from '../parts/icons';
import { Empty, Loading } from '../parts/states';
import { t } from '../texts';
import { MailBanner } from './MailBanner';
import { SearchButton } from './SearchButton';
import { ShopName, SideBar } from './SideBar';
import { useTroubles } from './useTroubles';

/** The frame around every page of the shop. */
export function Shell() {
  const { pathname } = useLocation();
  const troubles = useTroubles();
  const [opened, { toggle, close }] = useDisclosure();
  const main = useRef<HTMLElement>(null);
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    close();
    main.current?.focus({ preventScroll: true }); // a reader of the screen hears the new page
    window.scrollTo(0, 0);
  }, [pathname, close]);

  const burger = useRef<HTMLButtonElement>(null);
  useWindowEvent('keydown', ({ key }) => {
    if (key !== 'Escape' || !opened) return;
    close();
    burger.current?.focus();
  });
  return (
    <PaletteProvider>
      <div className="shell" data-opened={opened || undefined}>
        <a href="#main" className="skip">
          {t.app.skip}
        </a>
        <header className="head">
          <Burger
            ref={burger}
            opened={opened}
            onClick={toggle}
            size="sm"
            aria-label={t.app.menu}
            aria-expanded={opened}
            aria-controls="sidebar"
          />
          <ShopName />
          <SearchButton compact />
        </header>
        <div className="sidebar" id="sidebar">
          <SideBar troubles={troubles} />
        </div>
        <button type="button" className="scrim" tabIndex={-1} aria-label={t.common.close} onClick={close} />
        <main id="main" tabIndex={-1} ref={main} className="main">
          <MailBanner />
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
    </PaletteProvider>
  );
}

/** Stands where no page is. */
export function Missing() {
  return (
    <Empty title={t.app.notFound} text="" icon={IconMapPin}>
      <Anchor component={Link} to="/">
        {t.app.home}
      </Anchor>
    </Empty>
  );
}
