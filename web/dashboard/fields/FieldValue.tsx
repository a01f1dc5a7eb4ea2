import { Anchor } from '@mantine/core';
import { Fragment } from 'react';
import { Link } from 'react-router';
import type { DefinitionFragment } from '../operations/generated';
import { dateOf, numberOf, timeOf } from '../parts/format';
import { t } from '../texts';
import type { Reference } from './values';

/** The value of one custom field, to be read. Whatever it holds is shown as text. */
export function FieldValue({ field, value }: { field: DefinitionFragment; value: unknown }) {
  if (value === null || value === undefined) return t.common.none;
  const all = Array.isArray(value) ? value : [value];
  return all.map((one, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: values have no identity, and two can be equal
    <Fragment key={i}>
      {i > 0 && ', '}
      <One field={field} value={one} />
    </Fragment>
  ));
}

function One({ field, value }: { field: DefinitionFragment; value: unknown }) {
  switch (field.type) {
    case 'BOOLEAN':
      return value === true ? t.common.yes : t.common.no;
    case 'DATE':
      return dateOf(String(value));
    case 'DATETIME':
      return timeOf(String(value));
    case 'INTEGER':
    case 'DECIMAL':
      return numberOf(String(value));
    case 'ENUM':
      return <bdi>{field.options.find((option) => option.value === value)?.label ?? String(value)}</bdi>;
    case 'URL':
      return <WebAddress href={String(value)} />;
    case 'REFERENCE':
      return <ReferenceLink to={field.referenceTo} value={value as Reference} />;
    default:
      return <bdi>{String(value)}</bdi>;
  }
}

/** A link, if it leads to a web page; anything else, such as javascript:, is text. */
function WebAddress({ href }: { href: string }) {
  if (!/^https?:\/\//i.test(href)) return <bdi>{href}</bdi>;
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer nofollow" inherit>
      <bdi>{href}</bdi>
    </Anchor>
  );
}

function ReferenceLink({ to, value }: { to: DefinitionFragment['referenceTo']; value: Reference }) {
  const path = to === 'ORDER' ? '/orders/' : '/customers/';
  return (
    <Anchor component={Link} to={path + value.id} inherit>
      <bdi>{value.number ?? value.name ?? value.email ?? value.id}</bdi>
    </Anchor>
  );
}
