import { Switch, TextInput } from '@mantine/core';
import { useSession } from '../app/session';
import { changed, useEdit, type Draft } from '../app/useEdit';
import { useSave } from '../app/useSave';
import { UpdateShopDocument, type ShopInfoFragment } from '../operations/generated';
import { EditFrame } from '../parts/EditFrame';
import { LanguageSelect } from '../parts/LanguageSelect';
import { notify } from '../parts/notify';
import { Section } from '../parts/Section';
import { t } from '../texts';

type ShopDraft = Draft & {
  name: string;
  currency: string;
  locale: string;
  erasureGraceDays: string;
  doubleOptIn: boolean;
};

const keys = ['name', 'currency', 'locale', 'erasureGraceDays', 'doubleOptIn'] as const;

const s = t.settings.shop;

export function ShopTab() {
  const { shop, refresh } = useSession();
  const [save, saving] = useSave(UpdateShopDocument);
  const edit = useEdit<ShopDraft, ShopInfoFragment>({
    record: shop,
    read: ({ name, currency, locale, erasureGraceDays, doubleOptIn, version }) => ({
      version,
      values: { name, currency, locale, erasureGraceDays: String(erasureGraceDays), doubleOptIn, customFields: {} },
    }),
    labels: Object.fromEntries(keys.map((key) => [key, s[key]])),
    check: ({ currency, erasureGraceDays }): Record<string, string> => ({
      ...(!/^[A-Za-z]{3}$/.test(currency) && { currency: t.common.required }),
      ...(!/^([12]?\d|30)$/.test(erasureGraceDays.trim()) && { erasureGraceDays: s.wrongDays }),
    }),
    send: (values, base) => {
      const { erasureGraceDays: days, ...input } = changed(values, base.values, keys);
      return save({
        input: {
          ...input,
          ...(days !== undefined && { erasureGraceDays: Number(days) }),
          expectedVersion: base.version,
        },
      });
    },
    pick: (payload) => (payload as { shop?: ShopInfoFragment | null }).shop,
    onSaved: () => {
      notify(t.common.saved);
      refresh();
    },
  });
  const { form } = edit;
  return (
    <EditFrame edit={edit} saving={saving} canSave>
      <Section title={s.general}>
        <TextInput label={s.name} withAsterisk maw={420} dir="auto" {...form.getInputProps('name')} />
        <TextInput
          label={s.currency}
          description={s.currencyHelp}
          withAsterisk
          maw={420}
          maxLength={3}
          {...form.getInputProps('currency')}
          onChange={(event) =>
            form.setValues({ currency: event.currentTarget.value.toUpperCase() } as Partial<ShopDraft>)
          }
        />
        <LanguageSelect
          label={s.locale}
          description={s.localeHelp}
          maw={420}
          clearable={false}
          {...form.getInputProps('locale')}
          value={form.values.locale}
          onChange={(locale) => form.setValues({ locale } as Partial<ShopDraft>)}
        />
      </Section>
      <Section title={s.privacy}>
        <TextInput
          label={s.erasureGraceDays}
          description={s.erasureGraceDaysHelp}
          withAsterisk
          inputMode="numeric"
          maw={420}
          maxLength={2}
          {...form.getInputProps('erasureGraceDays')}
        />
        <Switch
          label={s.doubleOptIn}
          description={s.doubleOptInHelp}
          {...form.getInputProps('doubleOptIn', { type: 'checkbox' })}
        />
      </Section>
    </EditFrame>
  );
}
