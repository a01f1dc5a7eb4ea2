import { NativeSelect, SegmentedControl, SimpleGrid, Text } from '@mantine/core';
import { useState } from 'react';
import { useData } from '../app/useData';
import {
  EmailKindsDocument,
  EmailPreviewDocument,
  OrderEmailsDocument,
  type EmailPreviewQuery,
} from '../operations/generated';
import { languageOf } from '../parts/languages';
import { Section } from '../parts/Section';
import { FailureNote, Loading } from '../parts/states';
import { t } from '../texts';

const o = t.orderEmails;

/** The languages of the built-in templates. */
const builtIn = ['en', 'de', 'fr', 'es', 'ja', 'ar'];

type Format = 'html' | 'text';

/** Every email with example data, in every language. */
export function EmailPreview() {
  const { data: shop } = useData(OrderEmailsDocument, {});
  const { data: known, failure, again } = useData(EmailKindsDocument, {});
  const [kind, setKind] = useState('order_shipped');
  const [locale, setLocale] = useState<string>();
  const [format, setFormat] = useState<Format>('html');
  const own = shop?.shop.locale;
  const kinds = [...(known?.emailKinds ?? [])]
    .map((value) => ({ value, label: nameOf(value) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const languages = own === undefined || builtIn.includes(own) ? builtIn : [own, ...builtIn];
  const chosen = locale ?? own;
  return (
    <Section title={o.preview} help={o.previewHelp}>
      {failure !== undefined && <FailureNote failure={failure} retry={again} />}
      {chosen !== undefined && known !== undefined && (
        <>
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <NativeSelect
              label={o.kind}
              data={kinds}
              value={kind}
              onChange={(event) => setKind(event.currentTarget.value)}
            />
            <NativeSelect
              label={o.in}
              data={languages.map((value) => ({ value, label: languageOf(value) }))}
              value={chosen}
              onChange={(event) => setLocale(event.currentTarget.value)}
            />
          </SimpleGrid>
          <OneEmail kind={kind} locale={chosen} format={format} onFormat={setFormat} />
        </>
      )}
    </Section>
  );
}

const nameOf = (kind: string) => t.settings.emails.kinds[kind] ?? kind;

type OneProps = { kind: string; locale: string; format: Format; onFormat: (format: Format) => void };

function OneEmail({ kind, locale, format, onFormat }: OneProps) {
  const { data, failure, again, stale } = useData(EmailPreviewDocument, { kind, locale });
  if (failure !== undefined) return <FailureNote failure={failure} retry={again} />;
  if (data === undefined) return <Loading shape="lines" count={6} />;
  const email = data.previewEmail;
  if (!email) return <Text size="sm">{o.missing}</Text>;
  return (
    <div className={stale ? 'email stale' : 'email'} aria-busy={stale}>
      <div className="email-head">
        <div className="shrink">
          <Text size="xs" c="dimmed">
            {o.subject}
          </Text>
          <Text size="md" fw={600} className="wrap">
            <bdi lang={email.locale}>{email.subject}</bdi>
          </Text>
        </div>
        <SegmentedControl
          size="xs"
          aria-label={o.format}
          data={[
            { value: 'html', label: o.html },
            { value: 'text', label: o.text },
          ]}
          value={format}
          onChange={(value) => onFormat(value as Format)}
        />
      </div>
      {language(email.locale) !== language(locale) && (
        <Text size="sm" c="dimmed" px="md" pt="sm">
          {o.english}
        </Text>
      )}
      <Body kind={kind} email={email} format={format} />
    </div>
  );
}

const language = (tag: string) => tag.split('-')[0];

type BodyProps = { kind: string; email: NonNullable<EmailPreviewQuery['previewEmail']>; format: Format };

/** The email itself: its HTML in a frame without scripts, forms and links of its own. */
function Body({ kind, email, format }: BodyProps) {
  if (format === 'text')
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled must be reachable with the keyboard
      <pre className="email-text" dir="auto" lang={email.locale} tabIndex={0}>
        {email.text}
      </pre>
    );
  return <iframe className="email-frame" title={o.frame(nameOf(kind))} sandbox="" srcDoc={email.html} />;
}
