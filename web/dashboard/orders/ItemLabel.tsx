import { Anchor, Text } from '@mantine/core';
import { useState } from 'react';
import { IconPhoto } from '../parts/icons';
import { t } from '../texts';
import type { Item } from './quantities';

/** The picture of an article, or a place for it where there is none or it cannot be loaded. */
export function Picture({ url }: { url: string | null }) {
  const [broken, setBroken] = useState<string>();
  return (
    <span className="picture">
      {url === null || url === broken ? (
        <IconPhoto size={18} aria-hidden="true" />
      ) : (
        // The name is next to it.
        <img src={url} alt="" width={40} height={40} loading="lazy" decoding="async" onError={() => setBroken(url)} />
      )}
    </span>
  );
}

type Props = {
  item: Pick<Item, 'name' | 'sku' | 'options' | 'url'>;
  /** Without a link to the page of the article, as in forms. */
  plain?: boolean;
};

/** What was ordered: its name, what the buyer chose, and the SKU. */
export function ItemLabel({ item: { name, sku, options, url }, plain }: Props) {
  return (
    <span className="item-label">
      {url !== null && !plain ? (
        <Anchor href={url} target="_blank" rel="noopener noreferrer" size="md" fw={500} c="inherit">
          <bdi>{name}</bdi>
        </Anchor>
      ) : (
        <Text span fw={500} size="md">
          <bdi>{name}</bdi>
        </Text>
      )}
      {options.length > 0 && (
        <Text span size="sm" c="dimmed">
          <Options of={options} />
        </Text>
      )}
      <Text span size="xs" c="dimmed">
        {t.order.sku} <bdi>{sku}</bdi>
      </Text>
    </span>
  );
}

/** What the buyer chose: `Size: M · Colour: Red`. */
export function Options({ of }: { of: Item['options'] }) {
  return of.map(({ name, value }, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: options have no identity, and two can be equal
    <span key={i}>
      {i > 0 && ' · '}
      <bdi>{name}</bdi>: <bdi>{value}</bdi>
    </span>
  ));
}
