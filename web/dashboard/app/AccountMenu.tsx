import {
  Menu,
  Stack,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
  type MantineColorScheme,
} from '@mantine/core';
import { Link } from 'react-router';
import { SignOutDocument } from '../operations/generated';
import {
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSelector,
  IconSun,
  IconUserCircle,
  type TablerIcon,
} from '../parts/icons';
import { t } from '../texts';
import { usePalette } from '../palette/usePalette';
import { useSession } from './session';
import { useSave } from './useSave';

const schemes: readonly { scheme: MantineColorScheme; name: string; icon: TablerIcon }[] = [
  { scheme: 'light', name: t.app.light, icon: IconSun },
  { scheme: 'dark', name: t.app.dark, icon: IconMoon },
  { scheme: 'auto', name: t.app.auto, icon: IconDeviceDesktop },
];

/** Ends the session and goes to the sign-in. */
export function useSignOut(): () => Promise<void> {
  const [signOut] = useSave(SignOutDocument);
  return async () => {
    await signOut({ everywhere: false });
    location.assign('/dashboard/');
  };
}

/** Who is signed in, with what concerns them alone: their account, light or dark, and to sign out. */
export function AccountMenu() {
  const { member } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { showKeys } = usePalette();
  const leave = useSignOut();
  return (
    <Menu position="top-start" width={232}>
      <Menu.Target>
        <UnstyledButton className="account">
          <VisuallyHidden>{t.app.signedIn} </VisuallyHidden>
          <span className="avatar" aria-hidden="true">
            {initials(member.name)}
          </span>
          <span className="account-name">
            <bdi>{member.name}</bdi> <span>{t.settings.roles[member.role]}</span>
          </span>
          <IconSelector size={16} aria-hidden="true" />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Stack gap={0}>
            <bdi className="wrap">{member.email}</bdi>
            {t.settings.roles[member.role]}
          </Stack>
        </Menu.Label>
        <Menu.Item component={Link} to="/settings/account" leftSection={<IconUserCircle size={16} />}>
          {t.app.account}
        </Menu.Item>
        <Menu.Item onClick={showKeys} leftSection={<IconKeyboard size={16} />} rightSection={<kbd>?</kbd>}>
          {t.palette.keys}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t.app.colours}</Menu.Label>
        {schemes.map(({ scheme, name, icon: Icon }) => (
          <Menu.Item
            key={scheme}
            onClick={() => setColorScheme(scheme)}
            leftSection={<Icon size={16} />}
            rightSection={colorScheme === scheme ? <IconCheck size={16} /> : undefined}
            aria-current={colorScheme === scheme || undefined}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => void leave()} leftSection={<IconLogout size={16} />}>
          {t.app.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The first letters of the first and the last word of a name. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends
    .map((word) => [...new Intl.Segmenter().segment(word ?? '')][0]?.segment ?? '')
    .join('')
    .toLocaleUpperCase();
}
