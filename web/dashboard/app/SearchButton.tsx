import { ActionIcon, UnstyledButton } from '@mantine/core';
import { isApple } from '../palette/keys';
import { usePalette } from '../palette/usePalette';
import { IconSearch } from '../parts/icons';
import { t } from '../texts';

/** Opens the command palette. */
export function SearchButton({ compact }: { compact?: boolean }) {
  const { show } = usePalette();
  if (compact)
    return (
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.palette.open} onClick={show}>
        <IconSearch />
      </ActionIcon>
    );
  return (
    <UnstyledButton className="search-button" onClick={show} aria-keyshortcuts={isApple ? 'Meta+K' : 'Control+K'}>
      <IconSearch size={16} aria-hidden="true" />
      <span className="grow">{t.palette.open}</span>
      <span className="kbd" aria-hidden="true">
        {isApple ? '⌘K' : 'Ctrl K'}
      </span>
    </UnstyledButton>
  );
}
