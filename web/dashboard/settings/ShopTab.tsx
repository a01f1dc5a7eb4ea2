import { TextInput } from '@mantine/core';
import { useSession } from '../app/session';
import { changed, useEdit, type Draft } from '../app/useEdit';
import { useSave } from '../app/useSave';
import { UpdateShopDocument, type ShopInfoFragment } from '../operations/generated';
import { EditFrame } from '../parts/EditFrame';
import { notify } from '../parts/notify';
import { Section } from '../parts/Section';
import { t } from '../texts';

type ShopDraft = Draft & { name: string; currency: string };

const s = t.settings.shop;

export function ShopTab() {
  const { shop, refresh } = useSession();
  const [save, saving] = useSave(UpdateShopDocument);
  const edit = useEdit<ShopDraft, ShopInfoFragment>({
    record: shop,
    read: ({ name, currency, version }) => ({ version, values: { name, currency, customFields: {} } }),
    labels: { name: s.name, currency: s.currency },
    check: ({ currency }): Record<string, string> =>
      /^[A-Za-z]{3}$/.test(currency) ? {} : { currency: t.common.required },
    send: (values, base) =>
      save({ input: { ...changed(values, base.values, ['name', 'currency']), expectedVersion: base.version } }),
    pick: (payload) => (payload as { shop?: ShopInfoFragment | null }).shop,
    onSaved: () => {
      notify(t.common.saved);
      refresh();
    },
  });
  const { form } = edit;
  return (
    <Section title={t.settings.tabs.shop}>
      <EditFrame edit={edit} saving={saving} canSave>
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
      </EditFrame>
    </Section>
  );
}
